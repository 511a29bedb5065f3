package mercat.lab.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.lab.system.Awaiting;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/**
 * How much was captured for a set of orders. Capture follows confirmation by a log, so it is waited
 * for, with a bound; what is missing then is missing in the verdict.
 */
final class CapturedSum {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CAPTURED =
      """
      select source_id::text, -amount
      from payments.posting
      where kind = 'capture' and account = 'sales' and source_id = any (?::text[]::uuid[])\
      """;

  private CapturedSum() {}

  static long bySql(DatabaseAccess database, List<PlacedOrder> orders) {
    var ids = orders.stream().map(PlacedOrder::id).toArray(String[]::new);
    var sum = new AtomicLong();
    try (var session = ReadSession.on(database)) {
      var unused =
          Awaiting.until(
              PATIENCE,
              () -> {
                var captured = session.numbers(CAPTURED, (Object) ids);
                sum.set(captured.values().stream().mapToLong(Long::longValue).sum());
                return captured.size() >= ids.length;
              });
    }
    return sum.get();
  }

  /** Asks for each order's payment status, where no database is at hand. */
  static long byApi(ShopClient shop, int inFlight, List<PlacedOrder> orders) {
    var sum = new AtomicLong();
    var open = new ArrayList<>(orders);
    var unused =
        Awaiting.until(
            PATIENCE,
            Duration.ofMillis(500),
            () -> {
              shop.settle(
                  inFlight,
                  List.copyOf(open),
                  shop::readOrder,
                  (order, outcome) -> {
                    var seen = ShopClient.placed(outcome.json());
                    if (outcome.isSuccess() && seen.paymentStatus().equals("captured")) {
                      sum.addAndGet(seen.totalMinor());
                      open.remove(order);
                    }
                  });
              return open.isEmpty();
            });
    return sum.get();
  }
}
