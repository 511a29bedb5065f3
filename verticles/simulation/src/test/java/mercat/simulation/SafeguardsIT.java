package mercat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The simulation notices when a safeguard is missing: without each of them some seed must fail, or
 * the seeds prove nothing.
 */
class SafeguardsIT {
  private static final int SEEDS_MAX = 40;
  private static final int WORLDS = 3;

  /** What keeps a promise among faults, and the SQL by which the superuser takes it away. */
  private static final Map<String, String> SAFEGUARDS =
      Map.of(
          "a buyer's key names one order",
          "alter table orders.orders drop constraint orders_claim_key",
          "an order reserves once",
          "alter table inventory.reservation drop constraint reservation_pkey",
          "an order is charged once",
          "alter table payments.payment drop constraint payment_pkey",
          "an order uses its coupon once",
          "alter table promotions.redemption drop constraint redemption_pkey",
          "a delivery counts once",
          "alter table inventory.receipt drop constraint receipt_pkey");

  @Test
  void someSeedFailsWithoutEachSafeguard() {
    var noticed = ConcurrentHashMap.<String>newKeySet();
    try (var threads = Executors.newFixedThreadPool(WORLDS)) {
      SAFEGUARDS.forEach((promise, removal) -> {
        var world = World.without(removal);
        threads.execute(() -> {
          if (isNoticed(world)) {
            noticed.add(promise);
          }
        });
      });
    }
    assertThat(noticed).isEqualTo(SAFEGUARDS.keySet());
  }

  private static boolean isNoticed(World world) {
    return LongStream.rangeClosed(1, SEEDS_MAX)
        .anyMatch(seed -> !Simulation.runInAStorm(seed, world).wrong().isEmpty());
  }
}
