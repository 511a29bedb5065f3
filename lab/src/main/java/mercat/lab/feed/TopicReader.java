package mercat.lab.feed;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.system.Io;
import mercat.verify.UnreachableException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads whole topics with Kafka's own consumer, as it comes. */
final class TopicReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int SILENT_POLLS_MAX = 60;

  private final KafkaConsumer<String, String> kafka;

  /**
   * A record of a topic.
   *
   * @param key of the record, by which Kafka chose its partition
   * @param event that its value tells of
   * @param content stands for the whole value: equal values, equal numbers
   */
  record TopicRecord(int partition, String key, ConsumedEvent event, int content) {}

  TopicReader(String servers) {
    kafka =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "allow.auto.create.topics", "false"),
            new StringDeserializer(),
            new StringDeserializer());
  }

  /**
   * Gives all that a topic holds by now, by partition and in order; nothing if there is no such.
   */
  void read(String topic, Consumer<TopicRecord> records) {
    for (var each : kafka.listTopics().getOrDefault(topic, List.of())) {
      read(new TopicPartition(topic, each.partition()), records);
    }
  }

  private void read(TopicPartition partition, Consumer<TopicRecord> records) {
    kafka.assign(List.of(partition));
    kafka.seekToBeginning(List.of(partition));
    long end = requireNonNull(kafka.endOffsets(List.of(partition)).get(partition));
    int silent = 0;
    while (kafka.position(partition) < end) {
      var polled = kafka.poll(POLL);
      polled.forEach(record -> records.accept(of(record)));
      silent = polled.isEmpty() ? silent + 1 : 0;
      if (silent == SILENT_POLLS_MAX) {
        throw new UnreachableException("the broker gives nothing more of " + partition);
      }
    }
  }

  private static TopicRecord of(ConsumerRecord<String, String> record) {
    var json =
        Io.get(
            "a record of " + record.topic() + " is no JSON", () -> JSON.readTree(record.value()));
    return new TopicRecord(
        record.partition(),
        String.valueOf(record.key()),
        ConsumedEvent.of(json),
        record.value().hashCode());
  }

  @Override
  public void close() {
    kafka.close();
  }
}
