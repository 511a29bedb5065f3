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

  /** How long after the beginning a further round of the race may begin: all ends in 12 minutes. */
  Duration raceUntil() {
    return Duration.ofSeconds(330);
  }

  Duration clustersUntil() {
    return Duration.ofMinutes(10);
  }

  /** Of each layout of a cluster. */
  int clusterRounds() {
    return isJudged ? 3 : 1;
  }
}
