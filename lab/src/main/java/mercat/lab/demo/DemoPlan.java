package mercat.lab.demo;

import mercat.lab.drop.DropPlan;
import mercat.lab.system.SystemLaunch;

/**
 * What a demo does.
 *
 * @param keep whether what the last demo left stays
 * @param ordersMax how much of the month is replayed
 */
public record DemoPlan(SystemLaunch launch, boolean keep, int ordersMax, DropPlan drop) {
  public DemoPlan {
    if (ordersMax < 1) {
      throw new IllegalArgumentException("orders: at least 1");
    }
  }
}
