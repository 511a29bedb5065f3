package mercat.lab.feed;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicReader.TopicRecord;

/**
 * A record of a topic, or an event of its log, among those of the other.
 *
 * @param order of the record in the topic as it was read, from 1; 0 for an event of the log
 */
record TopicEntry(long order, TopicRecord record) {
  /** An event of the log before what the topic tells of it, in the topic's order. */
  static final Comparator<TopicEntry> BY_ID =
      Comparator.comparing((TopicEntry entry) -> entry.event().id())
          .thenComparingLong(TopicEntry::order);

  /** What the topic tells of each key, in the topic's order. */
  static final Comparator<TopicEntry> BY_KEY =
      Comparator.comparing((TopicEntry entry) -> entry.event().key())
          .thenComparingLong(TopicEntry::order);

  /** About what an entry costs without its texts. */
  private static final long BYTES_BESIDE = 300;

  static TopicEntry logged(ConsumedEvent event) {
    return new TopicEntry(0, new TopicRecord(0, event.key(), event, 0));
  }

  boolean isLogged() {
    return order == 0;
  }

  ConsumedEvent event() {
    return record.event();
  }

  /** About so much memory it takes. */
  long bytes() {
    var event = event();
    return BYTES_BESIDE
        + event.context().length()
        + event.id().length()
        + event.key().length()
        + event.type().length()
        + record.key().length();
  }

  void write(DataOutputStream out) throws IOException {
    var event = event();
    out.writeLong(order);
    out.writeInt(record.partition());
    out.writeInt(record.content());
    out.writeLong(event.position());
    write(out, record.key());
    write(out, event.context());
    write(out, event.id());
    write(out, event.key());
    write(out, event.type());
  }

  static TopicEntry read(DataInputStream in) throws IOException {
    long order = in.readLong();
    int partition = in.readInt();
    int content = in.readInt();
    long position = in.readLong();
    var recordKey = text(in);
    var event = new ConsumedEvent(text(in), text(in), position, text(in), text(in));
    return new TopicEntry(order, new TopicRecord(partition, recordKey, event, content));
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
