package mercat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The simulation notices when a safeguard is missing. */
class SafeguardsIT {
  private static final int SEEDS_MAX = 40;
  private static final int WORLDS = 3;

  @Test
  void someSeedFailsWithoutEachSafeguard() {
    var worlds = new EnumMap<DatabaseSafeguard, World>(DatabaseSafeguard.class);
    for (var safeguard : DatabaseSafeguard.values()) {
      worlds.put(safeguard, World.without(safeguard));
    }
    var noticed = new ConcurrentHashMap<DatabaseSafeguard, String>();
    try (var threads = Executors.newFixedThreadPool(WORLDS)) {
      worlds.forEach(
          (safeguard, world) -> threads.execute(() -> noticed.putAll(search(safeguard, world))));
    }
    assertThat(noticed.keySet()).containsExactlyInAnyOrder(DatabaseSafeguard.values());
  }

  private static Map<DatabaseSafeguard, String> search(DatabaseSafeguard safeguard, World world) {
    for (long seed = 1; seed <= SEEDS_MAX; seed++) {
      var wrong = Simulation.runInAStorm(seed, world).wrong();
      if (!wrong.isEmpty()) {
        return Map.of(safeguard, wrong.getFirst());
      }
    }
    return Map.of();
  }
}
