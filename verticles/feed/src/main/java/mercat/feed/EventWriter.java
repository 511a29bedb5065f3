package mercat.feed;

import static mercat.platform.Await.await;

import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.platform.database.Tx;
import mercat.platform.log.CloudEvent;
import mercat.platform.log.Follower;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Writes every event of one log to its topic, before the transaction that moves the cursor: the
 * broker is waited for with no connection in hand, and the cursor moves over nothing that is not
 * acknowledged.
 *
 * @param source the context whose log it is
 * @param threads that wait for the broker
 */
record EventWriter(String source, String topic, KafkaWriter kafka, WorkerExecutor threads)
    implements Follower {
  /** As the binding of CloudEvents to Kafka wants it. */
  private static final Header CONTENT_TYPE =
      new RecordHeader(
          "content-type",
          "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.UTF_8));

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of();
  }

  @Override
  public Follower prepared(UUID incarnation, List<LogEntry> entries) {
    return await(
        threads.executeBlocking(
            () -> {
              write(incarnation, entries);
              return this;
            },
            false));
  }

  /** There is nothing left to do. */
  @Override
  public void apply(Tx tx, List<LogEntry> entries) {}

  /**
   * Writes stretches in each of which no key occurs twice, one when the one before is acknowledged:
   * so an event that failed is never overtaken by a later one of its key.
   */
  void write(UUID incarnation, List<LogEntry> entries) {
    var keys = new HashSet<UUID>();
    var stretch = new ArrayList<ProducerRecord<String, String>>();
    for (var entry : entries) {
      if (!keys.add(entry.key())) {
        kafka.write(stretch);
        stretch.clear();
        keys.clear();
        keys.add(entry.key());
      }
      stretch.add(record(CloudEvent.of(source, incarnation, entry)));
    }
    kafka.write(stretch);
  }

  private ProducerRecord<String, String> record(CloudEvent event) {
    return new ProducerRecord<>(
        topic, null, null, event.subject(), event.json(), List.of(CONTENT_TYPE));
  }
}
