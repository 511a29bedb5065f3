package mercat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Many seeds, each of them a shop among faults. {@code -Dsimulation.seeds=N} and {@code
 * -Dsimulation.from=SEED} choose how many and which.
 */
class SimulationIT {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 20);
  private static final long FROM = Long.getLong("simulation.from", 1);
  private static final String AGAIN =
      System.lineSeparator()
          + "  again: mvn -pl verticles/simulation -am -Dtest=NONE"
          + " -Dit.test=SimulationIT -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dfailsafe.failIfNoSpecifiedTests=false verify"
          + " -Dsimulation.seeds=1 -Dsimulation.from=";
  private static final int WORLDS = Integer.getInteger("simulation.worlds", 3);

  @Test
  void keepsEveryPromiseWhateverIsLostRepeatedLateOrDead() {
    var next = new AtomicLong(FROM);
    var wrong = new ConcurrentSkipListMap<Long, String>();
    var fates = new ConcurrentSkipListMap<String, Integer>();
    try (var threads = Executors.newFixedThreadPool(WORLDS)) {
      for (int i = 0; i < WORLDS; i++) {
        var world = new World();
        threads.execute(() -> {
          for (long seed = next.getAndIncrement();
              seed < FROM + SEEDS;
              seed = next.getAndIncrement()) {
            run(seed, world, wrong).forEach((fate, met) -> fates.merge(fate, met, Integer::sum));
          }
        });
      }
    }
    assertThat(wrong).as(() -> report(wrong)).isEmpty();
    if (SEEDS >= 20) {
      assertThat(fates)
          .as("fates that were met")
          .containsKeys(
              "confirmed", "cancelled", "out_of_stock", "payment_declined", "payment_unresolved");
    }
  }

  private static Map<String, Integer> run(long seed, World world, Map<Long, String> wrong) {
    try {
      var verdict = Simulation.run(seed, world);
      if (!verdict.wrong().isEmpty()) {
        wrong.put(seed, String.join("\n  ", verdict.wrong()));
      }
      return verdict.fates();
    } catch (IllegalStateException broken) {
      wrong.put(seed, String.valueOf(broken.getMessage()));
      return Map.of();
    }
  }

  private static String report(Map<Long, String> wrong) {
    var lines = new ArrayList<String>();
    lines.add(wrong.size() + " of " + SEEDS + " seeds fail: " + List.copyOf(wrong.keySet()));
    wrong.forEach((seed, found) -> lines.add("seed " + seed + ": " + found + AGAIN + seed));
    return String.join(System.lineSeparator(), lines);
  }
}
