package mercat.lab.demo;

import mercat.lab.drop.DropPlan;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.Bounds;

/**
 * What a demo does.
 *
 * @param keep whether what the last demo left stays
 * @param ordersMax how much of the month is replayed
 */
public record DemoPlan(SystemLaunch launch, boolean keep, int ordersMax, DropPlan drop) {
  public DemoPlan {
    Bounds.check("orders", ordersMax, 1, Integer.MAX_VALUE);
  }
}
