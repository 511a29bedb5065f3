package mercat.lab.bench;

import java.nio.file.Path;
import java.util.List;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.Ground;
import mercat.lab.cluster.Layout;
import mercat.lab.load.LoadGenerator;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/**
 * What four nodes of this machine take together, over its same cores: each hosting everything, and
 * two edges before two that keep the books. One node alone stands beside them and is measured in
 * turn with them, since a machine is not equally fast at all times.
 */
final class ClusterRace {
  /** As one process has it, so that the two can be compared. */
  private static final List<String> JVM = List.of("-Xms64m", "-Xmx320m");

  private static final List<String> CORE = List.of("core");

  private static final Layout ONE = Layout.full(1);
  private static final Layout FULL = Layout.full(4);
  private static final Layout SPLIT =
      new Layout(
          List.of(
              new Layout.Place("core-1", CORE),
              new Layout.Place("core-2", CORE),
              new Layout.Place("edge-1", List.of("edge")),
              new Layout.Place("edge-2", List.of("edge"))));

  private final Path data;
  private final BenchPlan plan;
  private final Screen screen;
  private final List<String> troubles;

  /**
   * The race of clusters.
   *
   * @param data an empty directory of their own
   * @param troubles where it notes what went wrong
   */
  ClusterRace(Path data, BenchPlan plan, Screen screen, List<String> troubles) {
    this.data = data;
    this.plan = plan;
    this.screen = screen;
    this.troubles = troubles;
  }

  BenchVerdict.Cluster run(LoadGenerator load) {
    screen.note("one node, four full ones, four split by role; one after the other …");
    try (var one = racer("one", ONE, load);
        var full = racer("full", FULL, load);
        var split = racer("split", SPLIT, load)) {
      var all = List.of(one, full, split);
      all.forEach(racer -> racer.warmUp(plan.round(), plan.warmUp()));
      for (var round = 1; round <= plan.clusterRounds(); round++) {
        all.forEach(racer -> racer.race(plan.round()));
        screen.note(
            "round %d of %d: one %s/s, full %s/s, split %s/s"
                .formatted(
                    round,
                    plan.clusterRounds(),
                    Numbers.decimal(one.last()),
                    Numbers.decimal(full.last()),
                    Numbers.decimal(split.last())));
      }
      all.forEach(racer -> troubles.addAll(racer.troubles()));
      return new BenchVerdict.Cluster(
          full.median(), split.median(), one.median(), Bench.ratio(full.median(), one.median()));
    }
  }

  private Racer racer(String name, Layout layout, LoadGenerator load) {
    return Racer.start(
        new ClusterPlan(data.resolve(name), layout, Ground.LOOPBACK, List.of(), JVM), load, screen);
  }
}
