package mercat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  /** A constraint that keeps a promise among faults. */
  private record Safeguard(String promise, String table, String constraint) {}

  private static final List<Safeguard> SAFEGUARDS =
      List.of(
          new Safeguard("a buyer's key names one order", "orders.orders", "orders_claim_key"),
          new Safeguard("an order reserves once", "inventory.reservation", "reservation_pkey"),
          new Safeguard("an order is charged once", "payments.payment", "payment_pkey"),
          new Safeguard(
              "an order uses its coupon once", "promotions.redemption", "redemption_pkey"),
          new Safeguard("a delivery counts once", "inventory.receipt", "receipt_pkey"));

  @Test
  void someSeedFailsWithoutEachSafeguard() {
    var noticed = ConcurrentHashMap.<Safeguard>newKeySet();
    try (var threads = Executors.newFixedThreadPool(WORLDS)) {
      for (var safeguard : SAFEGUARDS) {
        var world = World.without(safeguard.table, safeguard.constraint);
        threads.execute(() -> {
          if (isNoticed(world)) {
            noticed.add(safeguard);
          }
        });
      }
    }
    assertThat(noticed).containsExactlyInAnyOrderElementsOf(SAFEGUARDS);
  }

  private static boolean isNoticed(World world) {
    return LongStream.rangeClosed(1, SEEDS_MAX)
        .anyMatch(seed -> !Simulation.runInAStorm(seed, world).wrong().isEmpty());
  }
}
