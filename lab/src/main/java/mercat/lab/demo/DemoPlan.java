package mercat.lab.demo;

import java.nio.file.Path;
import java.util.Optional;
import mercat.lab.drop.DropPlan;

/**
 * What a demo does.
 *
 * @param data its own data directory
 * @param keep whether what the last demo left stays
 * @param ordersMax how much of the month is replayed
 */
public record DemoPlan(
    Path data,
    boolean keep,
    Optional<Integer> port,
    Optional<Integer> opsPort,
    Optional<String> databaseUrl,
    int ordersMax,
    DropPlan drop) {

  public DemoPlan {
    if (ordersMax < 1) {
      throw new IllegalArgumentException("orders: at least 1");
    }
  }
}
