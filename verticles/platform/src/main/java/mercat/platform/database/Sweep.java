package mercat.platform.database;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/**
 * Looks at every row of a table once, in the order of their numbers, when the row is old enough:
 * what should be finished by then and is not, was left behind. So the rows that all goes well with,
 * nearly all, need no index of what is unfinished, and stay in their place when they are.
 *
 * <p>A number may be drawn long before it can be seen: by a transaction that is still open. When
 * the oldest of those began is known, for a role sees its own sessions; what it draws is greater
 * than all that was drawn before it began. So the sweep ends at a row that is older than that, and
 * before the first that is not. The question of who is open comes before the look at the rows, each
 * with a snapshot of its own.
 */
public final class Sweep {
  /** Numbers that one run looks at. */
  private static final int NUMBERS_MAX = 20_000;

  private static final String SWEPT =
      "select number from swept where what = $1::text for no key update skip locked";

  private static final String HORIZON =
      """
      select least(now() - $1::bigint * interval '1 ms', min(xact_start))
        from pg_stat_activity
       where usename = current_user and datname = current_database()\
      """;

  private static final String MOVE = "update swept set number = $2::bigint where what = $1::text";

  private final String table;
  private final String ready;
  private final String mark;

  /**
   * A sweep. What is given here becomes SQL.
   *
   * @param table with a unique {@code number} drawn from a sequence, and a row in {@code swept}
   * @param born the column, behind the number, with the moment at which the number was drawn:
   *     {@code default clock_timestamp()}
   * @param change made to a row that was left behind
   * @param isLeft whether a row is left behind
   */
  public Sweep(String table, String born, String change, String isLeft) {
    this.table = table;
    this.ready =
        """
        select max(number)
          from %1$s
         where number > $1::bigint and number <= $1::bigint + %3$d
           and number < coalesce((select number from %1$s
                                   where number > $1::bigint and %2$s >= $2::timestamptz
                                   order by number limit 1), 9223372036854775807)\
        """
            .formatted(table, born, NUMBERS_MAX);
    this.mark =
        "update %s set %s where number > $1::bigint and number <= $2::bigint and %s"
            .formatted(table, change, isLeft);
  }

  /** Marks what was left behind, one sweep at a time, whoever runs it. */
  public void run(Tx tx, Duration age) {
    var cursor = tx.query(SWEPT, Tuple.of(table));
    if (cursor.size() == 0) {
      return;
    }
    long swept = cursor.iterator().next().getLong(0);
    var horizon = tx.query(HORIZON, Tuple.of(age.toMillis())).iterator().next();
    var last =
        tx.query(ready, Tuple.of(swept, horizon.getOffsetDateTime(0))).iterator().next().getLong(0);
    if (last != null && last > swept) {
      tx.send(mark, Tuple.of(swept, last));
      tx.send(MOVE, Tuple.of(table, last));
    }
  }
}
