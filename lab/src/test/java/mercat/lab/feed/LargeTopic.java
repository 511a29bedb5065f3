package mercat.lab.feed;

import java.util.UUID;
import java.util.function.Consumer;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicReader.TopicRecord;
import mercat.verify.DatabaseAccess;

/** A program of its own: compares a long log with topics that have each of its events twice. */
final class LargeTopic {
  static final String LIFE = new UUID(1, 1).toString();
  static final int KEYS = 50_000;
  private static final int PARTITIONS = 3;

  private LargeTopic() {}

  /** Takes the database that has the log, and how many events that has; prints what was found. */
  public static void main(String[] arguments) {
    long events = Long.parseLong(arguments[1]);
    try (var comparison = new TopicComparison(DatabaseAccess.of(arguments[0]))) {
      comparison.take("first", records -> tell(events, records));
      comparison.take("second", records -> tell(events, records));
      System.out.println(comparison.tally("first", "orders", events));
      System.out.println(comparison.tally("second", "orders", events));
      System.out.println(comparison.sequences("first", "second", events));
    }
  }

  private static void tell(long events, Consumer<TopicRecord> records) {
    for (int time = 0; time < 2; time++) {
      for (long position = 1; position <= events; position++) {
        records.accept(record(position));
      }
    }
  }

  private static TopicRecord record(long position) {
    var key = new UUID(0, position % KEYS).toString();
    int partition = Math.floorMod(key.hashCode(), PARTITIONS);
    var event = new ConsumedEvent("orders", LIFE + "/" + position, position, key, "OrderPlaced");
    return new TopicRecord(partition, key, event, (int) position);
  }
}
