package mercat.lab.bench;

import java.time.Duration;
import mercat.lab.terminal.Bounds;

/**
 * How many rounds, and how long each thing is measured: in full, or only until it is shown to run.
 *
 * @param isRaceFull whether checkout's speed is measured in full
 * @param isJudged whether all else is, and whether the figures decide the verdict
 */
public record BenchPlan(int rounds, boolean isRaceFull, boolean isJudged) {
  /** After so long no further round of the race begins, or of the clusters: 12 minutes for all. */
  static final Duration RACE_UNTIL = Duration.ofSeconds(330);

  static final Duration CLUSTERS_UNTIL = Duration.ofMinutes(10);

  public BenchPlan {
    Bounds.check("rounds", rounds, 1, 9);
  }

  Duration round() {
    return Duration.ofSeconds(isRaceFull ? 8 : 2);
  }

  Duration warmUp() {
    return Duration.ofSeconds(isRaceFull ? 15 : 2);
  }

  Duration latency() {
    return Duration.ofSeconds(isJudged ? 15 : 2);
  }

  Duration release() {
    return Duration.ofSeconds(isJudged ? 12 : 2);
  }

  /** One round of reads, and their warm-up. */
  Duration reads() {
    return Duration.ofSeconds(isJudged ? 4 : 1);
  }

  int starts() {
    return isJudged ? 3 : 1;
  }

  int monthOrders() {
    return isJudged ? Integer.MAX_VALUE : 100;
  }

  /** Of each layout of a cluster. */
  int clusterRounds() {
    return isJudged ? 3 : 1;
  }
}
