package mercat.platform.telemetry;

import java.time.Duration;

/**
 * Who is told of traces, and of how many.
 *
 * @param endpoint base address of a collector that speaks OTLP over HTTP; empty: nothing is traced
 * @param ratio the part of the requests from outside that is traced, 0 to 1
 * @param trustCallers whether callers decide by their own trace parent; else it only names the
 *     trace
 * @param serviceName what this installation is called
 * @param queueMax spans that may wait for the collector; further ones are dropped and counted
 * @param exportEvery how long a span waits at most to be sent
 * @param exportTimeout after which the collector's silence counts as a loss
 * @param flush how long a stop waits for what has not been sent
 */
public record TelemetryConfig(
    String endpoint,
    double ratio,
    boolean trustCallers,
    String serviceName,
    int queueMax,
    Duration exportEvery,
    Duration exportTimeout,
    Duration flush) {
  public TelemetryConfig {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("telemetry.ratio is from 0 to 1");
    }
    if (queueMax < 1 || queueMax > 1_000_000) {
      throw new IllegalArgumentException("telemetry.queue-max is from 1 to 1000000");
    }
    if (!endpoint.isEmpty() && !endpoint.matches("https?://[^\\s?#]+")) {
      throw new IllegalArgumentException("telemetry.endpoint is http://HOST:PORT, or empty");
    }
  }

  public static TelemetryConfig defaults() {
    return new TelemetryConfig(
        "",
        0.01,
        false,
        "mercat",
        4_096,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(3));
  }
}
