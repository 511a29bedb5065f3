package mercat.lab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicComparison.TopicTally;
import mercat.lab.feed.TopicReader.TopicRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a feed that leaves out, mixes up, renames or makes up an event. */
class TopicComparisonTest {
  /** Events 1, 3 and 5 are of one key, 2, 4 and 6 of another. */
  private static final List<ConsumedEvent> LOG =
      LongStream.rangeClosed(1, 6).mapToObj(TopicComparisonTest::event).toList();

  @TempDir private Path folder;
  private final List<TopicRecord> topic = new ArrayList<>(records(0, 1, 3, 5));

  TopicComparisonTest() {
    topic.addAll(records(1, 2, 4, 6));
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
                List.of("orders: not written: event 5, OrderPlaced of key 1")));
  }

  @Test
  void findsWhatStandsBehindALaterEventOfItsKey() {
    Collections.swap(topic, 0, 1);
    assertThat(tally().outOfOrder()).isOne();
    assertThat(tally().faults())
        .containsExactly("orders: written after event 3 of its key: event 1, OrderPlaced of key 1");
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
            0, "key 1", new ConsumedEvent("orders", "life/3", 5, lied.key(), lied.type()), 5));
    assertThat(tally().changed()).isOne();
    assertThat(tally().isWhole()).isFalse();
  }

  @Test
  void findsAWrongId() {
    topic.set(
        2,
        new TopicRecord(
            0, "key 1", new ConsumedEvent("orders", "life/50", 5, "key 1", "OrderPlaced"), 5));
    assertThat(tally().foreign()).isOne();
    assertThat(tally().missing()).isOne();
  }

  @Test
  void findsARecordOfAnotherKeyThanItsEvent() {
    topic.set(2, new TopicRecord(0, "key 0", event(5), 5));
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
    var first = folder.resolve("first");
    var unused = tally(6, first);
    topic.add(record(0, event(7)));
    assertThat(differing(first)).isEqualTo(new KeySequences(2, 0));
    Collections.swap(topic, 0, 1);
    assertThat(differing(first)).isEqualTo(new KeySequences(2, 1));
    topic.removeIf(record -> record.key().equals("key 0"));
    assertThat(differing(first)).isEqualTo(new KeySequences(2, 2));
    topic.add(new TopicRecord(0, "key", new ConsumedEvent("orders", "x/5", 5, "key", "A"), 5));
    assertThat(differing(first)).isEqualTo(new KeySequences(2, 3));
  }

  private KeySequences differing(Path first) {
    var second = folder.resolve("second");
    var unused = tally(6, second);
    return KeySequences.compare(first, second, 5);
  }

  private TopicTally tally() {
    return tally(6);
  }

  private TopicTally tally(long end) {
    return tally(end, folder.resolve("sequences"));
  }

  private TopicTally tally(long end, Path sequences) {
    try (var comparison = new TopicComparison("orders", end, folder)) {
      LOG.forEach(comparison::logged);
      topic.forEach(comparison::take);
      return comparison.tally(sequences);
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
        "orders", "life/" + position, position, "key " + position % 2, "OrderPlaced");
  }
}
