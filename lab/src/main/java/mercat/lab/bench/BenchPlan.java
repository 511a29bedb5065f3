package mercat.lab.bench;

import java.time.Duration;
import mercat.lab.terminal.Bounds;

/**
 * How many rounds, and how long each thing is measured.
 *
 * @param clusterRounds of each layout of a cluster
 */
public record BenchPlan(
    int rounds,
    Duration round,
    Duration warmUp,
    Duration latency,
    Duration release,
    Duration readRound,
    Duration readWarmUp,
    int starts,
    int monthOrders,
    int clusterRounds,
    boolean isJudged) {

  public BenchPlan {
    Bounds.check("rounds", rounds, 1, 9);
  }

  /** About eleven minutes. */
  public static BenchPlan full(int rounds) {
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
        3,
        true);
  }

  /** The rounds in full, all else only shown to run: for those who work on checkout's speed. */
  public static BenchPlan race(int rounds) {
    var full = full(rounds);
    var quick = quick();
    return new BenchPlan(
        rounds,
        full.round(),
        full.warmUp(),
        quick.latency(),
        quick.release(),
        quick.readRound(),
        quick.readWarmUp(),
        quick.starts(),
        quick.monthOrders(),
        quick.clusterRounds(),
        false);
  }

  /** About a minute: shows that everything runs, says nothing about speed. */
  public static BenchPlan quick() {
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
        1,
        false);
  }
}
