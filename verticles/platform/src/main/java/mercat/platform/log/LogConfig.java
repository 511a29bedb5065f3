package mercat.platform.log;

import java.time.Duration;

/**
 * How logs are followed.
 *
 * @param poll how often a follower looks without having heard the bell
 * @param pageMax positions scanned at once, 1 to 2000
 * @param attemptsMax after which an event that cannot be applied is parked
 */
public record LogConfig(Duration poll, int pageMax, int attemptsMax) {
  public LogConfig {
    if (pageMax < 1 || pageMax > 2_000 || attemptsMax < 1) {
      throw new IllegalArgumentException(
          "log.page-max must be 1 to 2000, log.attempts-max positive");
    }
  }

  public static LogConfig defaults() {
    return new LogConfig(Duration.ofSeconds(1), 1_000, 3);
  }
}
