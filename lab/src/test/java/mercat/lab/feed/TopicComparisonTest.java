package mercat.lab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicComparison.KeySequences;
import mercat.lab.feed.TopicComparison.TopicTally;
import mercat.lab.feed.TopicReader.TopicRecord;
import mercat.lab.system.SystemLaunch;
import mercat.verify.DatabaseAccess;
import mercat.verify.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a feed that leaves out, mixes up, renames or makes up an event. */
class TopicComparisonTest {
  private static final String LIFE = LargeTopic.LIFE;
  private static final String EVEN = "00000000-0000-0000-0000-000000000000";
  private static final String ODD = "00000000-0000-0000-0000-000000000001";

  /** What was compared in memory before took several hundred bytes of each. */
  private static final int MANY = 75_000;

  private static final String HEAP = "-Xmx32m";

  private final DatabaseAccess database = TestServer.newTables();

  /** Events 1, 3 and 5 are of one key, 2, 4 and 6 of another. */
  private final List<TopicRecord> topic = new ArrayList<>(records(0, 1, 3, 5));

  TopicComparisonTest() {
    topic.addAll(records(1, 2, 4, 6));
  }

  @BeforeEach
  void writeTheLog() {
    write(6, 1, 2);
  }

  @Test
  void findsNothingWhereEachEventWasWrittenInTheOrderOfItsKey() {
    assertThat(tally()).isEqualTo(new TopicTally("orders", 6, 6, 0, 0, 0, 0, 0, List.of()));
  }

  @Test
  void countsRepeatsWhereverTheyStandAndFindsNoFaultInThem() {
    topic.addAll(records(0, 1, 3));
    topic.addAll(2, records(0, 1));
    assertThat(tally()).isEqualTo(new TopicTally("orders", 6, 9, 3, 0, 0, 0, 0, List.of()));
  }

  @Test
  void findsWhatIsMissing() {
    topic.remove(2);
    assertThat(tally())
        .isEqualTo(
            new TopicTally(
                "orders",
                6,
                5,
                0,
                1,
                0,
                0,
                0,
                List.of("orders: not written: event 5, OrderPlaced of " + ODD)));
  }

  @Test
  void findsWhatStandsBehindALaterEventOfItsKey() {
    Collections.swap(topic, 0, 1);
    assertThat(tally().outOfOrder()).isOne();
    assertThat(tally().faults())
        .containsExactly(
            "orders: written after event 3 of its key: event 1, OrderPlaced of " + ODD);
    assertThat(tally().isWhole()).isFalse();
  }

  @Test
  void findsAKeyInTwoPartitions() {
    topic.set(2, record(2, event(5)));
    assertThat(tally().outOfOrder()).isOne();
    assertThat(tally().faults().getFirst()).contains("its key is in two partitions: event 5");
  }

  @Test
  void findsARepeatThatIsAnotherEvent() {
    var lied = event(5);
    topic.add(
        new TopicRecord(
            0, ODD, new ConsumedEvent("orders", LIFE + "/3", 5, lied.key(), lied.type()), 5));
    assertThat(tally().changed()).isOne();
    assertThat(tally().isWhole()).isFalse();
  }

  @Test
  void findsAWrongId() {
    topic.set(
        2,
        new TopicRecord(
            0, ODD, new ConsumedEvent("orders", LIFE + "/50", 5, ODD, "OrderPlaced"), 5));
    assertThat(tally().foreign()).isOne();
    assertThat(tally().missing()).isOne();
  }

  @Test
  void findsARecordOfAnotherKeyThanItsEvent() {
    topic.set(2, new TopicRecord(0, EVEN, event(5), 5));
    assertThat(tally().foreign()).isOne();
  }

  @Test
  void asksForNoMoreThanWasThere() {
    topic.remove(5);
    assertThat(tally(5).isWhole()).isTrue();
    assertThat(tally().missing()).isOne();
  }

  @Test
  void comparesTheSequenceOfEachKeyWithoutRepeatsAndAsFarAsIsAsked() {
    topic.addAll(records(0, 1, 3));
    var first = List.copyOf(topic);
    topic.add(record(0, event(7)));
    assertThat(sequences(first)).isEqualTo(new KeySequences(2, 0));

    Collections.swap(topic, 0, 1);
    assertThat(sequences(first)).isEqualTo(new KeySequences(2, 1));

    topic.removeIf(record -> record.key().equals(EVEN));
    assertThat(sequences(first)).isEqualTo(new KeySequences(2, 2));

    topic.add(new TopicRecord(0, "key", new ConsumedEvent("orders", "x/5", 5, "key", "A"), 5));
    assertThat(sequences(first)).isEqualTo(new KeySequences(2, 3));
  }

  @Test
  void comparesInAHeapThatCannotHoldTheLog(@TempDir Path folder) throws Exception {
    TestServer.execute(database, "truncate orders.log");
    write(MANY, 100, LargeTopic.KEYS);
    var arguments = List.of(database.adminUrl(), String.valueOf(MANY));
    var command = new ArrayList<>(SystemLaunch.javaCommand(LargeTopic.class, arguments));
    command.add(command.indexOf("-cp"), HEAP);
    var said = folder.resolve("said");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    var tally =
        "TopicTally[context=orders, logged=75000, written=150000, repeats=75000, missing=0,"
            + " outOfOrder=0, changed=0, foreign=0, faults=[]]";
    assertThat(Files.readAllLines(said, StandardCharsets.UTF_8))
        .containsExactly(tally, tally, "KeySequences[keys=50000, differing=0]");
  }

  /** Writes events, so many in each row of the log, of so many keys in turn. */
  private void write(int events, int inARow, int keys) {
    TestServer.execute(
        database,
        """
        update orders.log_head set incarnation = '%1$s';
        insert into orders.log (position, first, events)
        select last, last - %3$d + 1, (
          select json_agg(json_build_object(
                   'key', '00000000-0000-0000-0000-' || lpad(to_hex(position %% %4$d), 12, '0'),
                   'type', 'OrderPlaced') order by position)
          from generate_series(last - %3$d + 1, last) position)
        from generate_series(%3$d, %2$d, %3$d) last
        """
            .formatted(LIFE, events, inARow, keys));
  }

  private KeySequences sequences(List<TopicRecord> first) {
    try (var comparison = new TopicComparison(database)) {
      comparison.take("first", first::forEach);
      comparison.take("second", topic::forEach);
      return comparison.sequences("first", "second", 5);
    }
  }

  private TopicTally tally() {
    return tally(6);
  }

  private TopicTally tally(long end) {
    try (var comparison = new TopicComparison(database)) {
      comparison.take("first", topic::forEach);
      return comparison.tally("first", "orders", end);
    }
  }

  private static List<TopicRecord> records(int partition, long... positions) {
    return LongStream.of(positions).mapToObj(each -> record(partition, event(each))).toList();
  }

  private static TopicRecord record(int partition, ConsumedEvent event) {
    return new TopicRecord(partition, event.key(), event, (int) event.position());
  }

  private static ConsumedEvent event(long position) {
    return new ConsumedEvent(
        "orders", LIFE + "/" + position, position, position % 2 == 0 ? EVEN : ODD, "OrderPlaced");
  }
}
