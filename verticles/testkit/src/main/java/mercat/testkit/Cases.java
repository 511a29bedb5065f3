package mercat.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A case that chance makes and a seed makes again. What a case gets wrong is reported with its
 * seed; {@code -Dmercat.seed=N} runs that case alone.
 */
public final class Cases {
  private static final String SEED = "mercat.seed";

  private final Random random;

  private Cases(long seed) {
    random = new Random(seed);
  }

  /** Checks that so many cases have a property; others each time. */
  public static void check(int times, Consumer<Cases> property) {
    var wanted = Long.getLong(SEED);
    if (wanted != null) {
      property.accept(new Cases(wanted));
      return;
    }
    var seeds = new Random();
    for (int i = 0; i < times; i++) {
      long seed = seeds.nextLong();
      try {
        property.accept(new Cases(seed));
      } catch (RuntimeException | AssertionError wrong) {
        throw new AssertionError(
            "a random case is wrong; -D" + SEED + "=" + seed + " runs it again: " + wrong, wrong);
      }
    }
  }

  /** A whole number, both ends included. */
  public int number(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  public boolean chance() {
    return random.nextBoolean();
  }

  public <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** So many of the choices, each at most once, in any order. */
  public <T> List<T> someOf(List<T> choices, int many) {
    return shuffled(choices).subList(0, many);
  }

  public <T> List<T> shuffled(List<T> things) {
    var shuffled = new ArrayList<>(things);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /**
   * A list of things made one after the other, of any length from {@code least} to {@code most}.
   */
  public <T> List<T> listOf(int least, int most, Supplier<T> thing) {
    return Stream.generate(thing).limit(number(least, most)).toList();
  }
}
