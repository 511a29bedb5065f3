package mercat.lab.bench;

import java.time.Duration;
import java.util.Set;
import mercat.lab.terminal.Bounds;

/**
 * How many rounds, and how long each thing is measured: in full, or only until it is shown to run.
 *
 * @param accountsInFull buyers who sign in
 * @param coupons whether one order in ten of the race has a coupon
 * @param full what is measured in full; its figures decide the verdict, but those of the race alone
 */
public record BenchPlan(int rounds, int accountsInFull, boolean coupons, Set<Part> full) {
  /** What can be measured in full without the others. */
  public enum Part {
    /** Checkout against the floor. */
    RACE,
    /** Buyers who have signed in against guests. */
    SIGNED_IN,
    REST
  }

  /** After so long no further round of the race begins, or of the clusters: 12 minutes for all. */
  static final Duration RACE_UNTIL = Duration.ofSeconds(330);

  static final Duration SIGNED_IN_UNTIL = Duration.ofSeconds(450);
  static final Duration CLUSTERS_UNTIL = Duration.ofMinutes(10);

  private static final int FEW = 100;

  public BenchPlan {
    Bounds.check("rounds", rounds, 1, 9);
    Bounds.check("accounts", accountsInFull, 1, 100_000);
    full = Set.copyOf(full);
  }

  boolean isFull(Part part) {
    return full.contains(part);
  }

  int rounds(Part part) {
    return isFull(part) ? rounds : 1;
  }

  Duration round(Part part) {
    return Duration.ofSeconds(isFull(part) ? 8 : 2);
  }

  Duration warmUp() {
    return Duration.ofSeconds(isFull(Part.RACE) ? 15 : 2);
  }

  int accounts() {
    return isFull(Part.SIGNED_IN) ? accountsInFull : Math.min(FEW, accountsInFull);
  }

  /** Where the race before it was full the code is warm, but for what signing in adds. */
  Duration signedInWarmUp() {
    return Duration.ofSeconds(!isFull(Part.SIGNED_IN) ? 2 : isFull(Part.RACE) ? 5 : 15);
  }

  Duration latency() {
    return Duration.ofSeconds(isFull(Part.REST) ? 15 : 2);
  }

  Duration release() {
    return Duration.ofSeconds(isFull(Part.REST) ? 12 : 2);
  }

  /** One round of reads, and their warm-up. */
  Duration reads() {
    return Duration.ofSeconds(isFull(Part.REST) ? 4 : 1);
  }

  /** Of recommendations alone, and beside orders. */
  Duration recommendations() {
    return Duration.ofSeconds(isFull(Part.REST) ? 8 : 1);
  }

  int starts() {
    return isFull(Part.REST) ? 3 : 1;
  }

  int monthOrders() {
    return isFull(Part.REST) ? Integer.MAX_VALUE : 100;
  }

  /** Of each layout of a cluster. */
  int clusterRounds() {
    return isFull(Part.REST) ? 3 : 1;
  }
}
