package mercat.recommendations;

import java.time.Duration;

/**
 * The settings of recommendations.
 *
 * @param popularityEvery how often it is looked anew what everybody buys
 */
public record RecommendationsConfig(Duration popularityEvery) {
  public static RecommendationsConfig defaults() {
    return new RecommendationsConfig(Duration.ofSeconds(10));
  }
}
