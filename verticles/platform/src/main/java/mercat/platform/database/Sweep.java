package mercat.platform.database;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/**
 * Looks at every row of a table once, in the order of their numbers, when the row is old enough.
 * What should be finished by then and is not, was left behind: so the rows that all goes well with,
 * nearly all, need no index of what is unfinished, and stay in their place when they are. And what
 * can wait is drawn from many rows at once, rather than written with each.
 *
 * <p>A number may be drawn long before it can be seen: by a transaction that is still open. When
 * the oldest of those began is known, for a role sees its own sessions; what it draws is greater
 * than all that was drawn before it began. So the sweep ends at a row that is older than that, and
 * before the first that is not. The question of who is open comes before the look at the rows, each
 * with a snapshot of its own.
 */
public final class Sweep {
  /** Numbers, from that of the first row ahead on, that one run looks at. */
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

  private final String name;
  private final String ready;
  private final String statement;

  /**
   * A sweep. What is given here becomes SQL.
   *
   * @param name of its row in {@code swept}
   * @param table with a unique {@code number} drawn from a sequence
   * @param born the column, behind the number, with the moment at which the number was drawn:
   *     {@code default clock_timestamp()}
   * @param statement run for the rows with {@code number > $1::bigint and number <= $2::bigint}
   */
  public Sweep(String name, String table, String born, String statement) {
    this.name = name;
    this.statement = statement;
    this.ready =
        """
        with first as (select min(number) + %3$d as too_far from %1$s where number > $1::bigint),
          young as (select min(number) as number
                      from (select number
                              from %1$s
                             where number > $1::bigint and number < (select too_far from first)
                               and %2$s >= $2::timestamptz
                             order by number
                             limit 1) one)
        select (select max(number)
                  from %1$s
                 where number > $1::bigint
                   and number < (select coalesce(young.number, too_far) from first, young)),
               (select number is null from young)
               and exists(select from %1$s where number >= (select too_far from first))\
        """
            .formatted(table, born, NUMBERS_MAX);
  }

  /**
   * Goes through rows that are older than an age, one sweep of a name at a time, whoever runs it.
   *
   * @return whether there may be more of them
   */
  @CanIgnoreReturnValue
  public boolean run(Tx tx, Duration age) {
    var cursor = tx.query(SWEPT, Tuple.of(name));
    if (cursor.size() == 0) {
      return false;
    }
    long swept = cursor.iterator().next().getLong(0);
    var horizon = tx.query(HORIZON, Tuple.of(age.toMillis())).iterator().next();
    var seen = tx.query(ready, Tuple.of(swept, horizon.getOffsetDateTime(0))).iterator().next();
    var last = seen.getLong(0);
    if (last == null) {
      return false;
    }
    tx.send(statement, Tuple.of(swept, last));
    tx.send(MOVE, Tuple.of(name, last));
    return seen.getBoolean(1);
  }
}
