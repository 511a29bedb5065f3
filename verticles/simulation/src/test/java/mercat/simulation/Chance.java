package mercat.simulation;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What chance decides, by its seed alone: a decision is a function of the seed, of what it is
 * about, and of how often that came up before. So threads that meet in another order do not change
 * it.
 */
final class Chance {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final long seed;
  private final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();

  Chance(long seed) {
    this.seed = seed;
  }

  /** The dice for something that comes up once. */
  SplittableRandom of(String what) {
    long hash = FNV_OFFSET ^ seed * 0x9e3779b97f4a7c15L;
    for (int i = 0; i < what.length(); i++) {
      hash = (hash ^ what.charAt(i)) * FNV_PRIME;
    }
    return new SplittableRandom(hash);
  }

  /** The dice for something that comes up again and again, others each time. */
  SplittableRandom next(String what) {
    int time = times.computeIfAbsent(what, first -> new AtomicInteger()).getAndIncrement();
    return of(what + " " + time);
  }
}
