package mercat.lab.feed;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.lab.feed.TopicReader.TopicRecord;

/** The positions of each key's events in the order in which a topic first told of them. */
final class KeySequences {
  private final long through;
  private final Map<String, List<Integer>> byKey = new HashMap<>();
  private final BitSet had = new BitSet();

  /**
   * Sequences of a topic.
   *
   * @param through up to this position of the log
   */
  KeySequences(long through) {
    this.through = through;
  }

  /** The next record of the topic: by partition, and in order. */
  void take(TopicRecord record) {
    var event = record.event();
    if (event.position() < 1 || event.position() > through) {
      return;
    }
    int position = Math.toIntExact(event.position());
    if (!had.get(position)) {
      had.set(position);
      byKey.computeIfAbsent(event.key(), absent -> new ArrayList<>(4)).add(position);
    }
  }

  Map<String, List<Integer>> byKey() {
    return byKey;
  }

  int keys() {
    return byKey.size();
  }

  /** How many keys are told otherwise there, or only in one of both. */
  long differing(KeySequences there) {
    long otherwise =
        byKey.entrySet().stream()
            .filter(key -> !key.getValue().equals(there.byKey.get(key.getKey())))
            .count();
    long more = there.byKey.keySet().stream().filter(key -> !byKey.containsKey(key)).count();
    return otherwise + more;
  }
}
