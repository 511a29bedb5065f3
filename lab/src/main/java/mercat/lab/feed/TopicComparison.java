package mercat.lab.feed;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicReader.TopicRecord;
import mercat.lab.system.Io;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a topic beside the log that it is of. Both are sorted in files: first by id, which
 * brings each event together with all that was told of it; then what was told first of each event
 * by key, for its order. Of neither more is held than what belongs to one id or one key at once,
 * and of that a fixed number of fields.
 */
final class TopicComparison implements AutoCloseable {
  private static final int FAULTS_SHOWN_MAX = 3;

  private final String context;
  private final long end;
  private final SortedEntries byId;
  private final SortedEntries byKey;
  private final List<String> faults = new ArrayList<>();
  private long due;
  private long written;
  private long repeats;
  private long missing;
  private long changed;
  private long outOfOrder;
  private long foreign;
  private @Nullable OneId current;
  private @Nullable OneKey key;

  /** An id, the event of the log that has it, and what was first told of it. */
  private static final class OneId {
    private final String id;
    private @Nullable ConsumedEvent logged;
    private @Nullable Integer content;
    private boolean isAsLogged;

    OneId(String id) {
      this.id = id;
    }
  }

  /** A key as far as it was told. */
  private static final class OneKey {
    private final String key;
    private final int partition;
    private long furthest;

    OneKey(String key, int partition) {
      this.key = key;
      this.partition = partition;
    }
  }

  /**
   * Compares a topic with its log.
   *
   * @param end how far it must have been written at least; what came later may be there or not
   * @param folder which is there, and in which what is compared is sorted
   */
  TopicComparison(String context, long end, Path folder) {
    this.context = context;
    this.end = end;
    this.byId = new SortedEntries(TopicEntry.BY_ID, folder, SortedEntries.ROOM_BYTES);
    this.byKey = new SortedEntries(TopicEntry.BY_KEY, folder, SortedEntries.ROOM_BYTES);
  }

  /** An event of the log. */
  void logged(ConsumedEvent event) {
    byId.add(TopicEntry.logged(event));
  }

  /** The next record of the topic: by partition, and in order. */
  void take(TopicRecord record) {
    written++;
    byId.add(new TopicEntry(written, record));
  }

  /**
   * What was found when all events and all records are taken. To be asked for once.
   *
   * @param sequences a file to which what was first told of each event is written, by key and in
   *     the order of the topic
   */
  TopicTally tally(Path sequences) {
    byId.forEach(this::next);
    endId();
    Io.run(
        "cannot write " + sequences,
        () -> {
          try (var file = EntryFile.write(sequences)) {
            byKey.forEach(entry -> {
              inOrder(entry);
              file.add(entry);
            });
          }
        });
    return new TopicTally(
        context, due, written, repeats, missing, outOfOrder, changed, foreign, List.copyOf(faults));
  }

  /** The next by id; of one id the log's event comes first. */
  private void next(TopicEntry entry) {
    var one = current;
    if (one == null || !one.id.equals(entry.event().id())) {
      endId();
      one = new OneId(entry.event().id());
      current = one;
    }
    if (entry.isLogged()) {
      one.logged = entry.event();
    } else if (one.content == null) {
      one.content = entry.record().content();
      first(one, entry);
    } else {
      again(one.content, entry);
    }
  }

  private void first(OneId one, TopicEntry entry) {
    var event = entry.event();
    one.isAsLogged = event.equals(one.logged);
    if (!one.isAsLogged || !event.key().equals(entry.record().key())) {
      foreign++;
      fault("not in the log, or of the key " + entry.record().key(), event);
    }
    byKey.add(entry);
  }

  private void again(int content, TopicEntry entry) {
    repeats++;
    if (content != entry.record().content()) {
      changed++;
      fault("another event had its id", entry.event());
    }
  }

  private void endId() {
    var logged = current == null ? null : current.logged;
    if (logged == null || logged.position() > end) {
      return;
    }
    due++;
    if (!requireNonNull(current).isAsLogged) {
      missing++;
      fault("not written", logged);
    }
  }

  /** Kafka keeps the order of a partition only: all of a key must be in one. */
  private void inOrder(TopicEntry entry) {
    var event = entry.event();
    var one = key;
    if (one == null || !one.key.equals(event.key())) {
      one = new OneKey(event.key(), entry.record().partition());
      key = one;
    }
    if (one.partition != entry.record().partition()) {
      outOfOrder++;
      fault("its key is in two partitions", event);
    } else if (event.position() <= one.furthest) {
      outOfOrder++;
      fault("written after event %d of its key".formatted(one.furthest), event);
    }
    one.furthest = Math.max(one.furthest, event.position());
  }

  private void fault(String what, ConsumedEvent event) {
    if (faults.size() == FAULTS_SHOWN_MAX) {
      return;
    }
    faults.add(
        "%s: %s: event %d, %s of %s"
            .formatted(context, what, event.position(), event.type(), event.key()));
  }

  @Override
  public void close() {
    byId.close();
    byKey.close();
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
