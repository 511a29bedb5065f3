package mercat.lab.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/**
 * Whether everything has come to rest, as the database tells: every order decided, every event
 * followed, every payment at its end.
 */
public final class AtRest {
  /** More than a lease, the provider's silence and the patience of whoever looks for both. */
  public static final Duration SETTLING_MAX = Duration.ofMinutes(2);

  private final ReadSession session;
  private final List<Cursor> cursors = new ArrayList<>();
  private long firstOpen;

  private record Cursor(String follower, String source) {}

  public AtRest(ReadSession session) {
    this.session = session;
    for (var follower : session.contexts()) {
      for (var source : session.texts("select source from " + follower + ".cursor")) {
        cursors.add(new Cursor(follower, source));
      }
    }
  }

  /** Waits until every order is decided and all is followed; whether that came in time. */
  public static boolean await(DatabaseAccess database, Duration atMost) {
    try (var session = ReadSession.on(database)) {
      var rest = new AtRest(session);
      return Awaiting.until(atMost, Duration.ofMillis(50), () -> rest.pendingOrders() == 0)
          && rest.awaitFollowed(atMost);
    }
  }

  /** Events that are in a log but not yet applied by one who follows it, over all followers. */
  public long lag() {
    // One statement is one snapshot: a follower cannot be ahead of what it follows.
    var sql = new StringBuilder("select 0");
    for (var cursor : cursors) {
      sql.append(
          """
           + coalesce((select max(position) from %s.log), 0)
           - coalesce((select position from %s.cursor where source = '%s'), 0)
          """
              .formatted(cursor.source(), cursor.follower(), cursor.source()));
    }
    return session.number(sql.toString());
  }

  /** Whether every payment has come to its end. Looks at each once, in the order of numbers. */
  private boolean arePaymentsDone() {
    firstOpen =
        session.number(
            """
            select coalesce(
              (select number from payments.payment
                where number >= %d
                  and (state in ('sent', 'unknown', 'authorized', 'capturing')
                       or (state = 'captured' and wanted = 'nothing' and refunded < amount))
                order by number limit 1),
              (select max(number) + 1 from payments.payment),
              1)\
            """
                .formatted(firstOpen));
    return firstOpen > session.number("select coalesce(max(number), 0) from payments.payment");
  }

  public long pendingOrders() {
    return session.number("select count(*) from orders.orders where status = 'pending'");
  }

  /** Waits until nothing is left to follow or to drive; whether that came in time. */
  public boolean awaitFollowed(Duration atMost) {
    return Awaiting.until(
        atMost, Duration.ofMillis(5), () -> lag() == 0 && arePaymentsDone() && lag() == 0);
  }
}
