package mercat.feed;

import static mercat.platform.config.Demand.demand;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The settings of the feed.
 *
 * @param kafkaServers the brokers to begin with, {@code HOST:PORT} apart by commas; empty: there is
 *     no feed
 * @param kafkaPropertiesFile further settings of Kafka's producer, as a file of properties: how to
 *     sign in, whom to trust; empty for none
 * @param topicPrefix begins the name of each topic, before a dot and the context
 * @param deliveryTimeout how long an event may take to be acknowledged before it is tried anew, 1 s
 *     to 2 min
 */
public record FeedConfig(
    String kafkaServers, String kafkaPropertiesFile, String topicPrefix, Duration deliveryTimeout) {
  private static final Pattern SERVERS =
      Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,200}");
  private static final Duration TIMEOUT_MIN = Duration.ofSeconds(1);
  private static final Duration TIMEOUT_MAX = Duration.ofMinutes(2);

  public FeedConfig {
    for (var server : kafkaServers.isEmpty() ? new String[0] : kafkaServers.split(",", -1)) {
      demand(
          SERVERS.matcher(server.strip()).matches(),
          "feed.kafka-servers must be HOST:PORT apart by commas, not " + server);
    }
    demand(
        PREFIX.matcher(topicPrefix).matches(),
        "feed.topic-prefix must be 1 to 200 letters, digits, dots, dashes and underscores");
    demand(
        deliveryTimeout.compareTo(TIMEOUT_MIN) >= 0 && deliveryTimeout.compareTo(TIMEOUT_MAX) <= 0,
        "feed.delivery-timeout must be 1 s to 2 min");
  }

  public static FeedConfig defaults() {
    return new FeedConfig("", "", "mercat", Duration.ofSeconds(30));
  }

  boolean isOn() {
    return !kafkaServers.isEmpty();
  }

  /** The topic of a context's events. */
  String topic(String context) {
    return topicPrefix + "." + context;
  }
}
