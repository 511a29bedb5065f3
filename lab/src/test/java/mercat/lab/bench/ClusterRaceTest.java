package mercat.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import mercat.lab.load.LoadGenerator;
import mercat.lab.terminal.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that do not come up. */
class ClusterRaceTest {
  @Test
  void saysWhichClusterDoesNotStartAndWhy(@TempDir Path folder) throws Exception {
    // Where a node's folder should be there is a file.
    var data = Files.writeString(folder.resolve("clusters"), "in the way");
    var out = new PrintWriter(new StringWriter());
    var troubles = new ArrayList<String>();
    try (var load = new LoadGenerator()) {
      var plan = new BenchPlan(1, 1, false, Set.of());
      var screen = new Screen(out, out, true);
      var race = new ClusterRace(data, plan, (round, rounds, until) -> round == 1, screen, load);
      assertThat(race.run(troubles)).isEqualTo(new BenchVerdict.Cluster(0, 0, 0, 0));
    }
    assertThat(troubles)
        .singleElement()
        .asString()
        .startsWith("the cluster 'one' of 1 nodes did not start: ")
        .hasSizeGreaterThan("the cluster 'one' of 1 nodes did not start: null".length());
  }
}
