package mercat.lab.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicReader.TopicRecord;

/** What stands in a topic beside the log that it is of. */
final class TopicComparison {
  private static final int FAULTS_SHOWN_MAX = 3;

  private final String context;
  private final Set<ConsumedEvent> log;
  private final Map<String, Integer> contents = new HashMap<>();
  private final Map<String, Integer> partitions = new HashMap<>();
  private final Map<String, Long> furthest = new HashMap<>();
  private final Set<ConsumedEvent> told = new HashSet<>();
  private final List<String> faults = new ArrayList<>();
  private long repeats;
  private long changed;
  private long outOfOrder;
  private long foreign;

  private TopicComparison(String context, List<ConsumedEvent> log) {
    this.context = context;
    this.log = new HashSet<>(log);
  }

  /**
   * Compares a topic with its log.
   *
   * @param log in its order
   * @param end how far it must have been written at least; what came later may be there or not
   * @param records by partition, and in order
   */
  static TopicTally tally(
      String context, List<ConsumedEvent> log, long end, List<TopicRecord> records) {
    var comparison = new TopicComparison(context, log);
    records.forEach(comparison::take);
    var missing =
        log.stream()
            .filter(event -> event.position() <= end && !comparison.told.contains(event))
            .toList();
    missing.forEach(event -> comparison.fault("not written", event));
    return new TopicTally(
        context,
        log.stream().filter(event -> event.position() <= end).count(),
        records.size(),
        comparison.repeats,
        missing.size(),
        comparison.outOfOrder,
        comparison.changed,
        comparison.foreign,
        comparison.faults.stream().limit(FAULTS_SHOWN_MAX).toList());
  }

  private void take(TopicRecord record) {
    var event = record.event();
    var before = contents.putIfAbsent(event.id(), record.content());
    if (before != null) {
      repeats++;
      if (before != record.content()) {
        changed++;
        fault("another event had its id", event);
      }
      return;
    }
    told.add(event);
    if (!log.contains(event) || !event.key().equals(record.key())) {
      foreign++;
      fault("not in the log, or of the key " + record.key(), event);
    }
    inOrder(record);
  }

  /** Kafka keeps the order of a partition only: all of a key must be in one. */
  private void inOrder(TopicRecord record) {
    var event = record.event();
    var last = furthest.getOrDefault(event.key(), 0L);
    var partition = partitions.putIfAbsent(event.key(), record.partition());
    if (partition != null && partition != record.partition()) {
      outOfOrder++;
      fault("its key is in two partitions", event);
    } else if (event.position() <= last) {
      outOfOrder++;
      fault("written after event %d of its key".formatted(last), event);
    }
    furthest.put(event.key(), Math.max(last, event.position()));
  }

  private void fault(String what, ConsumedEvent event) {
    faults.add(
        "%s: %s: event %d, %s of %s"
            .formatted(context, what, event.position(), event.type(), event.key()));
  }

  /**
   * The ids of each key's events in the order in which they were first written.
   *
   * @param through up to this position of the log
   */
  static Map<String, List<String>> sequences(List<TopicRecord> records, long through) {
    var sequences = new TreeMap<String, List<String>>();
    var had = new HashSet<String>();
    for (var record : records) {
      var event = record.event();
      if (event.position() <= through && had.add(event.id())) {
        sequences.computeIfAbsent(event.key(), absent -> new ArrayList<>()).add(event.id());
      }
    }
    return sequences;
  }

  /**
   * A topic and its log.
   *
   * @param logged events that must have been written
   * @param written records of the topic, repeats included
   * @param repeats records with an id that was there before
   * @param missing events of the log that were not written
   * @param outOfOrder events that stand behind later ones of their key, or in another partition
   * @param changed repeats that are not what was first written with their id
   * @param foreign events that are not in the log as they were written
   * @param faults the first few, in words
   */
  record TopicTally(
      String context,
      long logged,
      long written,
      long repeats,
      long missing,
      long outOfOrder,
      long changed,
      long foreign,
      List<String> faults) {
    boolean isWhole() {
      return missing + outOfOrder + changed + foreign == 0;
    }
  }
}
