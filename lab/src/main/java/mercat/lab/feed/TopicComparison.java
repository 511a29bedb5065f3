package mercat.lab.feed;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicReader.TopicRecord;
import org.jspecify.annotations.Nullable;

/** What stands in a topic beside the log that it is of. */
final class TopicComparison {
  private static final int FAULTS_SHOWN_MAX = 3;

  private final String context;
  private final List<ConsumedEvent> log;
  private final long end;
  private final Map<String, Told> byId = new HashMap<>();
  private final Map<String, Integer> strangers = new HashMap<>();
  private final Map<String, Integer> partitions = new HashMap<>();
  private final Map<String, Long> furthest = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private long written;
  private long repeats;
  private long changed;
  private long outOfOrder;
  private long foreign;

  /** An event of the log, and what was told of it. */
  private static final class Told {
    private final ConsumedEvent event;
    private @Nullable Integer content;
    private boolean isAsLogged;

    Told(ConsumedEvent event) {
      this.event = event;
    }

    /** What was first written with its id; null when this is the first. */
    @Nullable Integer before(int now) {
      var before = content;
      if (before == null) {
        content = now;
      }
      return before;
    }
  }

  /**
   * Compares a topic with its log.
   *
   * @param log in its order
   * @param end how far it must have been written at least; what came later may be there or not
   */
  TopicComparison(String context, List<ConsumedEvent> log, long end) {
    this.context = context;
    this.log = log;
    this.end = end;
    log.forEach(event -> byId.put(event.id(), new Told(event)));
  }

  /** The next record of the topic: by partition, and in order. */
  void take(TopicRecord record) {
    written++;
    var event = record.event();
    var told = byId.get(event.id());
    var before =
        told == null
            ? strangers.putIfAbsent(event.id(), record.content())
            : told.before(record.content());
    if (before != null) {
      repeats++;
      if (before != record.content()) {
        changed++;
        fault("another event had its id", event);
      }
      return;
    }
    boolean isAsLogged = told != null && told.event.equals(event);
    if (told != null) {
      told.isAsLogged = isAsLogged;
    }
    if (!isAsLogged || !event.key().equals(record.key())) {
      foreign++;
      fault("not in the log, or of the key " + record.key(), event);
    }
    inOrder(record.partition(), isAsLogged ? requireNonNull(told).event : event);
  }

  /** What was found when all records are taken. */
  TopicTally tally() {
    var due = log.stream().filter(event -> event.position() <= end).toList();
    var missing =
        due.stream().filter(event -> !requireNonNull(byId.get(event.id())).isAsLogged).toList();
    missing.forEach(event -> fault("not written", event));
    return new TopicTally(
        context,
        due.size(),
        written,
        repeats,
        missing.size(),
        outOfOrder,
        changed,
        foreign,
        List.copyOf(faults));
  }

  /** Kafka keeps the order of a partition only: all of a key must be in one. */
  private void inOrder(int in, ConsumedEvent event) {
    var last = furthest.getOrDefault(event.key(), 0L);
    var partition = partitions.putIfAbsent(event.key(), in);
    if (partition != null && partition != in) {
      outOfOrder++;
      fault("its key is in two partitions", event);
    } else if (event.position() <= last) {
      outOfOrder++;
      fault("written after event %d of its key".formatted(last), event);
    }
    furthest.put(event.key(), Math.max(last, event.position()));
  }

  private void fault(String what, ConsumedEvent event) {
    if (faults.size() == FAULTS_SHOWN_MAX) {
      return;
    }
    faults.add(
        "%s: %s: event %d, %s of %s"
            .formatted(context, what, event.position(), event.type(), event.key()));
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
