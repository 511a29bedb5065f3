package mercat.lab.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.shop.Waiting;

/** Who follows whose log, as the cursors in the database tell. */
public final class Followers {
  private static final String CURSORS =
      """
      select n.nspname, 0
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relname = 'cursor'
        and c.relkind = 'r'
        and exists (
          select from pg_class l
          where l.relnamespace = n.oid and l.relname = 'log' and l.relkind = 'r')
      order by 1\
      """;

  private final ReadSession session;
  private long firstOpen;
  private final List<Following> followings = new ArrayList<>();

  private record Following(String follower, String source) {}

  public Followers(ReadSession session) {
    this.session = session;
    for (var follower : session.numbers(CURSORS).keySet()) {
      for (var source : session.numbers("select source, 0 from " + follower + ".cursor").keySet()) {
        followings.add(new Following(follower, source));
      }
    }
  }

  /** Events that are in a log but not yet applied by one who follows it, over all followers. */
  public long lag() {
    if (followings.isEmpty()) {
      return 0;
    }
    // One statement is one snapshot: a follower cannot be ahead of what it follows.
    var sql = new StringBuilder("select 0");
    for (var following : followings) {
      sql.append(
          """
           + coalesce((select max(position) from %s.log), 0)
           - coalesce((select position from %s.cursor where source = '%s'), 0)
          """
              .formatted(following.source(), following.follower(), following.source()));
    }
    return session.number(sql.toString());
  }

  /**
   * Whether every payment has come to its end. Looks at each once, in the order of their numbers.
   */
  public boolean arePaymentsDone() {
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

  /** Orders whose fate is not decided yet. */
  public long pendingOrders() {
    return session.number("select count(*) from orders.orders where status = 'pending'");
  }

  /** Waits until nothing is left to follow or to drive; whether that came in time. */
  public boolean awaitRest(Duration atMost) {
    return Waiting.until(
        atMost, Duration.ofMillis(5), () -> lag() == 0 && arePaymentsDone() && lag() == 0);
  }
}
