package mercat.lab.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What is tried.
 *
 * @param data where every round gets a data directory of its own
 * @param faults tried one after another, each in every round; none for freezes alone
 * @param freeze how long a process is frozen; zero for not at all
 * @param rounds how often each is tried
 * @param seed decides the moments
 * @param ordersMax how much of the month is replayed
 */
public record CrashPlan(
    Path data, List<Fault> faults, Duration freeze, int rounds, long seed, int ordersMax) {
  static final int ROUNDS_MAX = 1_000;

  /** So many that a strike in their middle finds some under way. */
  static final int ORDERS_MIN = 50;

  public CrashPlan {
    faults = List.copyOf(faults);
    if (rounds < 1 || rounds > ROUNDS_MAX) {
      throw new IllegalArgumentException("rounds: 1 to " + ROUNDS_MAX);
    }
    if (ordersMax < ORDERS_MIN) {
      throw new IllegalArgumentException("orders: at least " + ORDERS_MIN);
    }
  }

  boolean freezes() {
    return !freeze.isZero();
  }

  /** The chance of one round, the same whenever it is tried with this seed. */
  RandomGenerator chance(String what, int round) {
    return new SplittableRandom(seed * 31 + Objects.hash(what, round));
  }

  /** Where one round's systems live. */
  Path folder(String what, int round) {
    return data.resolve(what + "-" + round);
  }
}
