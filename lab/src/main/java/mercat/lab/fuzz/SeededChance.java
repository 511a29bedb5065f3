package mercat.lab.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** The chance by which one request is made: the same for the same seed and number, whoever asks. */
final class SeededChance {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final SplittableRandom random;

  SeededChance(long seed, long number) {
    random = new SplittableRandom(seed ^ (number + 1) * GOLDEN);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  long between(long min, long max) {
    return min == max ? min : random.nextLong(min, max);
  }

  boolean happens(int percent) {
    return below(100) < percent;
  }

  <T> T pick(List<T> from) {
    return from.get(below(from.size()));
  }

  @SafeVarargs
  final <T> T pickOf(T... from) {
    return from[below(from.length)];
  }

  byte[] bytes(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
