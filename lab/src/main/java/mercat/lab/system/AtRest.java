package mercat.lab.system;

import java.time.Duration;
import java.util.stream.Collectors;
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

  /** One statement is one snapshot: a follower cannot be ahead of what it follows. */
  private final String lags;

  private long firstOpen;

  public AtRest(ReadSession session) {
    this.session = session;
    this.lags =
        session.contexts().stream()
            .flatMap(
                follower -> session.sources(follower).stream().map(source -> lag(follower, source)))
            .collect(Collectors.joining("", "select 0", ""));
  }

  private static String lag(String follower, String source) {
    return """
     + coalesce((select max(position) from %2$s.log), 0)
     - coalesce((select position from %1$s.cursor where source = '%2$s'), 0)
    """
        .formatted(follower, source);
  }

  /** Waits until every order is decided and all is followed; whether that came in time. */
  public static boolean await(DatabaseAccess database, Duration atMost) {
    try (var session = ReadSession.on(database)) {
      var rest = new AtRest(session);
      return Awaiting.until(atMost, () -> rest.pendingOrders() == 0) && rest.awaitFollowed(atMost);
    }
  }

  /** Events that are in a log but not yet applied by one who follows it, over all followers. */
  public long lag() {
    return session.number(lags);
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
