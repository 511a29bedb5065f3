package mercat.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How another system reads the feed, as an example: each event is handled once, in the order of its
 * key, although it may come more than once. Where effects are rows of a database, the ids that were
 * had are rows too, in the same transaction, and not a set in memory.
 */
final class ExampleConsumer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<String, String> kafka;
  private final Consumer<JsonNode> handler;
  private final Set<String> had = new HashSet<>();

  ExampleConsumer(
      String servers, String group, Collection<String> topics, Consumer<JsonNode> handler) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers",
            servers,
            "group.id",
            group,
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            "false");
    this.kafka = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    this.handler = handler;
    kafka.subscribe(topics);
  }

  /** Handles what has come, and only then says so: whoever dies in between is told again. */
  void poll(Duration patience) throws JsonProcessingException {
    for (var record : kafka.poll(patience)) {
      var event = JSON.readTree(record.value());
      if (had.add(event.path("source").asText() + " " + event.path("id").asText())) {
        handler.accept(event);
      }
    }
    kafka.commitSync();
  }

  @Override
  public void close() {
    kafka.close();
  }
}
