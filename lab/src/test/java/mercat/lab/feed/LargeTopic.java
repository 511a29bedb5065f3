package mercat.lab.feed;

import java.nio.file.Path;
import java.util.UUID;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicReader.TopicRecord;

/** A program of its own: compares a long log with a topic that has each of its events twice. */
final class LargeTopic {
  private static final String LIFE = new UUID(1, 1).toString();
  private static final int KEYS = 50_000;
  private static final int PARTITIONS = 3;

  private LargeTopic() {}

  /** Takes a directory and how many events there are; prints what was found. */
  public static void main(String[] arguments) {
    var folder = Path.of(arguments[0]);
    long events = Long.parseLong(arguments[1]);
    System.out.println(compare(folder, events, "first"));
    System.out.println(compare(folder, events, "second"));
    System.out.println(
        KeySequences.compare(folder.resolve("first"), folder.resolve("second"), events));
  }

  private static TopicComparison.TopicTally compare(Path folder, long events, String name) {
    try (var comparison = new TopicComparison("orders", events, folder)) {
      for (long position = 1; position <= events; position++) {
        comparison.logged(event(position));
      }
      for (int time = 0; time < 2; time++) {
        for (long position = 1; position <= events; position++) {
          comparison.take(record(event(position)));
        }
      }
      return comparison.tally(folder.resolve(name));
    }
  }

  private static TopicRecord record(ConsumedEvent event) {
    int partition = Math.floorMod(event.key().hashCode(), PARTITIONS);
    return new TopicRecord(partition, event.key(), event, (int) event.position());
  }

  private static ConsumedEvent event(long position) {
    var key = new UUID(2, position % KEYS).toString();
    return new ConsumedEvent("orders", LIFE + "/" + position, position, key, "OrderPlaced");
  }
}
