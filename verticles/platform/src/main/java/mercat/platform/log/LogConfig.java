package mercat.platform.log;

import java.time.Duration;

/**
 * How logs are followed.
 *
 * @param poll how often a follower looks without having heard the bell
 * @param pageMax positions scanned at once, 1 to 2000
 * @param gather how long a follower waits after a page that was less than half full, so that the
 *     next one is worth a transaction; 0 to 1 s
 * @param attemptsMax after which an event that cannot be applied is parked
 */
public record LogConfig(Duration poll, int pageMax, Duration gather, int attemptsMax) {
  private static final Duration GATHER_MAX = Duration.ofSeconds(1);

  public LogConfig {
    if (pageMax < 1 || pageMax > 2_000 || attemptsMax < 1) {
      throw new IllegalArgumentException(
          "log.page-max must be 1 to 2000, log.attempts-max positive");
    }
    if (gather.isNegative() || gather.compareTo(GATHER_MAX) > 0) {
      throw new IllegalArgumentException("log.gather must be 0 to 1 s");
    }
  }

  public static LogConfig defaults() {
    return new LogConfig(Duration.ofSeconds(1), 1_000, Duration.ofMillis(50), 3);
  }
}
