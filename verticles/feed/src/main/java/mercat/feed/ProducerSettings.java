package mercat.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How Kafka's producer is set up: nothing is lost, and what waits is bounded in bytes and time. */
final class ProducerSettings {
  private static final int BUFFER_BYTES = 8 * 1024 * 1024;
  private static final int BATCH_BYTES = 64 * 1024;

  /** So long a caller waits to learn where a topic is, or for room in the buffer. */
  private static final Duration BLOCK_MAX = Duration.ofSeconds(1);

  private static final Duration REQUEST_MAX = Duration.ofSeconds(10);
  private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);

  private ProducerSettings() {}

  /**
   * The settings for Kafka.
   *
   * @throws IllegalArgumentException when the file cannot be read, or sets what is not its to set
   */
  static Map<String, Object> of(FeedConfig config) {
    var own = own(config);
    var all = new TreeMap<String, Object>();
    for (var given : file(config.kafkaPropertiesFile()).entrySet()) {
      var name = given.getKey().toString();
      if (own.containsKey(name)) {
        throw new IllegalArgumentException(
            "feed.kafka-properties-file must not set " + name + ": Mercat relies on its own");
      }
      all.put(name, given.getValue());
    }
    all.putAll(own);
    return all;
  }

  private static Map<String, Object> own(FeedConfig config) {
    var timeout = config.deliveryTimeout();
    var request = timeout.compareTo(REQUEST_MAX) < 0 ? timeout : REQUEST_MAX;
    return Map.ofEntries(
        Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafkaServers()),
        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "mercat-feed"),
        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES),
        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES),
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MAX.toMillis()),
        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) request.toMillis()),
        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) timeout.toMillis()),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX.toMillis()));
  }

  private static Properties file(String path) {
    var properties = new Properties();
    if (path.isEmpty()) {
      return properties;
    }
    try (var file = Files.newBufferedReader(Path.of(path))) {
      properties.load(file);
      return properties;
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "feed.kafka-properties-file cannot be read: " + unreadable, unreadable);
    }
  }
}
