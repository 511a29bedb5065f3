package mercat.lab.bench;

import java.time.Duration;

/** How many rounds, and how long each thing is measured. */
record BenchPlan(
    int rounds,
    Duration round,
    Duration warmUp,
    Duration latency,
    Duration release,
    Duration readRound,
    Duration readWarmUp,
    int starts,
    int monthOrders,
    boolean isJudged) {

  /** About seven minutes. */
  static BenchPlan full(int rounds) {
    return new BenchPlan(
        rounds,
        Duration.ofSeconds(8),
        Duration.ofSeconds(15),
        Duration.ofSeconds(15),
        Duration.ofSeconds(12),
        Duration.ofSeconds(4),
        Duration.ofSeconds(4),
        3,
        Integer.MAX_VALUE,
        true);
  }

  /** Well under a minute: shows that everything runs, says nothing about speed. */
  static BenchPlan quick() {
    return new BenchPlan(
        1,
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        1,
        100,
        false);
  }
}
