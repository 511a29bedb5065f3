package mercat.lab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicComparison.TopicTally;
import mercat.lab.feed.TopicReader.TopicRecord;
import org.junit.jupiter.api.Test;

/** What is told of a feed that leaves out, mixes up, renames or makes up an event. */
class TopicComparisonTest {
  /** Events 1, 3 and 5 are of one key, 2, 4 and 6 of another. */
  private static final List<ConsumedEvent> LOG =
      LongStream.rangeClosed(1, 6).mapToObj(TopicComparisonTest::event).toList();

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
  void tellsTheSequenceOfEachKeyWithoutRepeatsAndAsFarAsIsAsked() {
    topic.addAll(records(0, 1, 3));
    var sequences = sequences();
    assertThat(sequences.byKey())
        .containsEntry("key 1", List.of(1, 3, 5))
        .containsEntry("key 0", List.of(2, 4));
    assertThat(sequences.differing(sequences())).isZero();
    Collections.swap(topic, 0, 1);
    assertThat(sequences.differing(sequences())).isOne();
    topic.removeIf(record -> record.key().equals("key 0"));
    assertThat(sequences.differing(sequences())).isEqualTo(2);
  }

  private KeySequences sequences() {
    var sequences = new KeySequences(5);
    topic.forEach(sequences::take);
    return sequences;
  }

  private TopicTally tally() {
    return tally(6);
  }

  private TopicTally tally(long end) {
    var comparison = new TopicComparison("orders", LOG, end);
    topic.forEach(comparison::take);
    return comparison.tally();
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
