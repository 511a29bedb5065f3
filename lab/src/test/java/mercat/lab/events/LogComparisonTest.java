package mercat.lab.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import mercat.lab.events.LogComparison.LogTally;
import mercat.verify.DatabaseAccess;
import mercat.verify.TestServer;
import org.junit.jupiter.api.Test;

/** What a consumer that loses, repeats, mixes up or makes up an event is told. */
class LogComparisonTest {
  private static final String KEY = "00000000-0000-0000-0000-00000000000a";
  private static final List<ConsumedEvent> LOG = events(1, 6);

  @Test
  void findsNothingWhereEachEventWasKeptOnceInOrder() {
    assertThat(tally(LOG)).isEqualTo(new LogTally("orders", 6, 6, 0, 0, 0, 0, List.of()));
  }

  @Test
  void findsWhatIsMissing() {
    var kept = new ArrayList<>(LOG);
    kept.remove(3);
    assertThat(tally(kept))
        .isEqualTo(
            new LogTally(
                "orders",
                6,
                5,
                1,
                0,
                0,
                0,
                List.of("orders: not kept: event 4, OrderPlaced of " + KEY)));
    assertThat(tally(LOG.subList(0, 5)).missing()).isOne();
    assertThat(tally(List.of()).missing()).isEqualTo(6);
    assertThat(tally(List.of()).isEqual()).isFalse();
  }

  @Test
  void findsWhatIsThereTwice() {
    var kept = new ArrayList<>(LOG);
    kept.addAll(3, LOG.subList(1, 3));
    var tally = tally(kept);
    assertThat(tally.twice()).isEqualTo(2);
    assertThat(tally.missing() + tally.outOfOrder() + tally.foreign()).isZero();
    assertThat(tally.isEqual()).isFalse();
  }

  @Test
  void findsWhatIsOutOfOrder() {
    var tally = tally(LOG.reversed());
    assertThat(tally.outOfOrder()).isEqualTo(5);
    assertThat(tally.missing() + tally.twice() + tally.foreign()).isZero();
    assertThat(tally.isEqual()).isFalse();
  }

  @Test
  void findsWhatIsNotInTheLogAsItWasKept() {
    var kept = new ArrayList<>(LOG);
    kept.set(2, new ConsumedEvent("orders", "life/3", 3, KEY, "OrderConfirmed"));
    var tally = tally(kept);
    assertThat(tally.foreign()).isOne();
    assertThat(tally.missing()).isOne();
    assertThat(tally.isEqual()).isFalse();
  }

  /** What happened after the logs were looked at may have been kept, or not yet. */
  @Test
  void asksForNoMoreThanWasThereAndForWholeLogsAsFarAsTheyWereRead() {
    assertThat(LogComparison.tally("orders", events(1, 9), 6, events(1, 6)).isEqual()).isTrue();
    assertThat(LogComparison.tally("orders", events(1, 9), 6, events(1, 8)).isEqual()).isTrue();
    var gap = new ArrayList<>(events(1, 6));
    gap.addAll(events(8, 8));
    assertThat(LogComparison.tally("orders", events(1, 9), 6, gap).missing()).isOne();
  }

  @Test
  void readsTheLogsOfAllContextsBySql() {
    var database = TestServer.newTables();
    TestServer.execute(
        database,
        """
        update orders.log_head set incarnation = '%1$s';
        insert into orders.log (position, first, events) values (2, 1,
          '[{"key": "%1$s", "type": "OrderPlaced"}, {"key": "%1$s", "type": "OrderConfirmed"}]')
        """
            .formatted(KEY));
    var ends = EventLogs.ends(database);
    assertThat(ends).containsEntry("orders", 2L).containsEntry("payments", 0L);
    var kept =
        List.of(
            new ConsumedEvent("orders", KEY + "/1", 1, KEY, "OrderPlaced"),
            new ConsumedEvent("orders", KEY + "/2", 2, KEY, "OrderConfirmed"));
    assertThat(unequal(database, ends, kept)).isEmpty();
    assertThat(unequal(database, ends, kept.subList(0, 1))).containsExactly("orders");
    var strange = new ArrayList<>(kept);
    strange.add(new ConsumedEvent("nowhere", "x/1", 1, KEY, "OrderPlaced"));
    assertThat(unequal(database, ends, strange)).containsExactly("nowhere");
    TestServer.execute(database, "update orders.log_head set incarnation = gen_random_uuid()");
    assertThat(unequal(database, ends, kept)).containsExactly("orders");
  }

  private static List<String> unequal(
      DatabaseAccess database, Map<String, Long> ends, List<ConsumedEvent> kept) {
    return LogComparison.of(database, ends, kept).stream()
        .filter(log -> !log.isEqual())
        .map(LogTally::context)
        .toList();
  }

  private static LogTally tally(List<ConsumedEvent> kept) {
    return LogComparison.tally("orders", LOG, 6, kept);
  }

  private static List<ConsumedEvent> events(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(position ->
            new ConsumedEvent("orders", "life/" + position, position, KEY, "OrderPlaced"))
        .toList();
  }
}
