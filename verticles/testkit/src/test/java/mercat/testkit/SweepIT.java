package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Sweep;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that was full before anybody looked through it, and one with holes. */
class SweepIT {
  private static final int PIECE = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Sweep SWEEP =
      new Sweep(
          "thing",
          "thing",
          "born",
          """
          insert into seen
          select number from thing where number > $1::bigint and number <= $2::bigint\
          """);

  private static final String READ =
      """
      select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables
       where relid = 'thing'::regclass\
      """;

  @AutoClose private final LocalNode node = LocalNode.start(Map.of());
  private final BoundedContext context = node.host("orders", context -> {});
  private final Mailbox<Duration, Run> sweeping =
      context.mailboxOfEach("SweepThings", (tx, age, call) -> run(tx, age));

  /** What one run said, and how many rows it read. */
  private record Run(boolean isMoreAhead, long read) {}

  @BeforeEach
  void create() {
    node.database()
        .execute(
            """
            create table orders.seen (number bigint primary key);
            create table orders.thing (
              number bigint generated always as identity unique,
              born timestamptz not null default clock_timestamp()
            );
            insert into orders.swept (what) values ('thing')\
            """);
  }

  @Test
  void looksAtATablePieceByPieceAndReadsNoMoreThanAPiece() {
    insert(5 * PIECE - 1, Duration.ofHours(1));
    for (int piece = 1; piece <= 5; piece++) {
      var run = run(Duration.ofMinutes(1));
      assertThat(run.isMoreAhead()).isEqualTo(piece < 5);
      assertThat(run.read()).as("to find them, and to do something").isLessThan(2 * PIECE + 9);
      assertSeen(Math.min(piece * PIECE, 5 * PIECE - 1));
    }
  }

  @Test
  void endsBeforeTheFirstThatIsTooYoungAndSaysThatItIsThere() {
    insert(3, Duration.ofHours(1));
    insert(1, Duration.ZERO);
    insert(PIECE, Duration.ofHours(1));
    assertThat(run(Duration.ofMinutes(1)).isMoreAhead()).isFalse();
    assertSeen(3);
    assertThat(run(Duration.ZERO).isMoreAhead()).isTrue();
    assertSeen(PIECE + 3);
    assertThat(run(Duration.ZERO).isMoreAhead()).isFalse();
    assertSeen(PIECE + 4);
  }

  @Test
  void goesOnBehindAHoleOfAnyWidth() {
    assertThat(run(Duration.ZERO)).isEqualTo(new Run(false, 0));
    insert(1, Duration.ofHours(1));
    node.database().execute("alter table orders.thing alter number restart with " + 9 * PIECE);
    insert(2, Duration.ofHours(1));
    assertThat(run(Duration.ofMinutes(1)).isMoreAhead()).isTrue();
    assertThat(run(Duration.ofMinutes(1)).isMoreAhead()).isFalse();
    assertSeen(3);
  }

  private void insert(int count, Duration age) {
    assertThat(
            node.rows(
                """
                with inserted as (
                  insert into orders.thing (born)
                  select now() - interval '%d s' from generate_series(1, %d) returning 1)
                select count(*) from inserted\
                """,
                age.toSeconds(), count))
        .containsExactly(String.valueOf(count));
  }

  private void assertSeen(int count) {
    assertThat(node.rows("select count(*) from orders.seen")).containsExactly("" + count);
  }

  private Run run(Duration age) {
    return LocalNode.get(sweeping.submit(age, Call.bySystem("orders", PATIENCE)));
  }

  private static Run run(Tx tx, Duration age) {
    var before = read(tx);
    var isMoreAhead = SWEEP.run(tx, age);
    return new Run(isMoreAhead, read(tx) - before);
  }

  private static long read(Tx tx) {
    return tx.query(READ, Tuple.tuple()).iterator().next().getLong(0);
  }
}
