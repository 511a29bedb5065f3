package mercat.lab.replay;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.load.IdempotentRequest;
import mercat.lab.shop.PlacedOrder;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Waiting;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/**
 * How much was captured for a set of orders. Capture follows confirmation by a log, so it is waited
 * for, with a bound; what is missing then is missing in the verdict.
 */
sealed interface CapturedSum {
  Duration PATIENCE = Duration.ofSeconds(60);
  Duration PAUSE = Duration.ofMillis(100);

  /** What the sum is read from, for the verdict. */
  String source();

  /** The sum once every order is captured, or what there is when patience ends. */
  long awaitMinor(List<PlacedOrder> orders);

  /** Reads the ledger's postings themselves. */
  record BySql(DatabaseAccess database) implements CapturedSum {
    private static final String SUM =
        """
        select count(*), coalesce(-sum(amount), 0)::bigint
        from payments.posting
        where kind = 'capture' and account = 'sales' and source_id = any (?::text[]::uuid[])\
        """;

    @Override
    public String source() {
      return "sql";
    }

    @Override
    public long awaitMinor(List<PlacedOrder> orders) {
      var ids = orders.stream().map(PlacedOrder::id).toArray(String[]::new);
      var sum = new AtomicLong();
      try (var session = ReadSession.on(database)) {
        var unused =
            Waiting.until(
                PATIENCE,
                PAUSE,
                () ->
                    session
                        .rows(SUM, row -> isWhole(row, ids.length, sum), (Object) ids)
                        .getFirst());
      }
      return sum.get();
    }

    private static boolean isWhole(ResultSet row, int wanted, AtomicLong sum) throws SQLException {
      sum.set(row.getLong(2));
      return row.getLong(1) >= wanted;
    }
  }

  /** Asks for each order's payment status, where no database is at hand. */
  record ByApi(ShopClient shop, int inFlight) implements CapturedSum {
    @Override
    public String source() {
      return "api";
    }

    @Override
    public long awaitMinor(List<PlacedOrder> orders) {
      var sum = new AtomicLong();
      var open = new ArrayList<>(orders);
      var unused =
          Waiting.until(
              PATIENCE,
              PAUSE.multipliedBy(5),
              () -> {
                var still = new ArrayList<PlacedOrder>();
                var asked =
                    open.stream()
                        .map(order ->
                            new IdempotentRequest(
                                shop.readOrder(order).render(),
                                outcome -> {
                                  var seen = ShopClient.placed(outcome.body());
                                  if (outcome.isSuccess()
                                      && seen.paymentStatus().equals("captured")) {
                                    sum.addAndGet(seen.totalMinor());
                                  } else {
                                    still.add(order);
                                  }
                                }));
                shop.settle(inFlight, asked.iterator());
                open.clear();
                open.addAll(still);
                return open.isEmpty();
              });
      return sum.get();
    }
  }
}
