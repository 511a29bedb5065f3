package mercat.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.Ground;
import mercat.lab.cluster.Layout;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.database.Followers;
import mercat.lab.database.ReadSession;
import mercat.lab.load.Address;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadReport;
import mercat.lab.load.Patience;
import mercat.lab.shop.Shop;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/**
 * What four nodes of this machine take together, over its same cores: each hosting everything, and
 * two edges before two that keep the books. As in the race of one process, the clock stops when
 * every follower has caught up.
 */
final class ClusterRace {
  /** What counts as faster. */
  private static final double GAIN = 1.02;

  private static final Duration REST_MAX = Duration.ofSeconds(60);

  /** As one process has it, so that the two can be compared. */
  private static final List<String> JVM = List.of("-Xms64m", "-Xmx320m");

  private static final List<String> CORE =
      List.of("accounts", "catalog", "inventory", "orders", "payments");

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

  /** Orders a second, medians of the rounds. */
  record Rates(double full, double split) {}

  Rates run(LoadGenerator load) {
    return new Rates(rate("full", FULL, load), rate("split", SPLIT, load));
  }

  private double rate(String name, Layout layout, LoadGenerator load) {
    screen.note("four nodes, " + name + " …");
    var cluster = new ClusterPlan(data.resolve(name), layout, Ground.LOOPBACK, List.of(), JVM);
    try (var running = LocalCluster.start(cluster, screen);
        var session = new ReadSession(running.database().asVerifier())) {
      var edges = running.edges();
      var shop = new Shop(load, edges.getFirst(), running.adminToken(), Patience.USUAL);
      var bench = new BenchShop(shop, load);
      bench.open();
      warmUp(bench, edges, session);
      var rates = new Medians();
      for (var round = 1; round <= plan.clusterRounds(); round++) {
        rates.add(round(bench, edges, session, plan.round()));
      }
      screen.note("%s: %s/s".formatted(name, Numbers.decimal(rates.median())));
      return rates.median();
    }
  }

  /**
   * Lets four times the code become warm, on the same cores: until two rounds in a row are not
   * faster than those before, and at most for eight times what one process is given.
   */
  private void warmUp(BenchShop bench, List<Address> edges, ReadSession session) {
    var endNanos = System.nanoTime() + plan.warmUp().multipliedBy(8).toNanos();
    var best = 0.0;
    var noGain = 0;
    while (noGain < 2 && System.nanoTime() < endNanos) {
      var rate = round(bench, edges, session, plan.round());
      noGain = rate > best * GAIN ? 0 : noGain + 1;
      best = Math.max(best, rate);
    }
  }

  private double round(BenchShop bench, List<Address> edges, ReadSession session, Duration length) {
    var stream = bench.orders(BenchShop.SKUS, "tok_ok");
    var startNanos = System.nanoTime();
    var confirmed = 0L;
    for (var report : reports(bench, edges, stream, length)) {
      confirmed += report.count(201);
      var others = report.answers() - report.count(201) - report.count(503) - report.count(504);
      if (others > 0 || report.broken() > 0) {
        troubles.add(
            "a cluster answered by status %s, %d connections broken %s"
                .formatted(report.byStatus(), report.broken(), report.firstTrouble()));
      }
    }
    if (!new Followers(session).awaitRest(REST_MAX)) {
      troubles.add("a cluster's followers had not caught up after " + REST_MAX.toSeconds() + " s");
    }
    return confirmed / ((System.nanoTime() - startNanos) / 1e9);
  }

  private static List<LoadReport> reports(
      BenchShop bench, List<Address> edges, BenchShop.Orders stream, Duration length) {
    var connections = BenchShop.CONNECTIONS / edges.size();
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var loads = new ArrayList<Future<LoadReport>>();
      for (var edge : edges) {
        loads.add(
            beside.submit(() ->
                bench
                    .load()
                    .closedLoop(edge, connections, length, Long.MAX_VALUE, shot -> stream.next())));
      }
      return loads.stream().map(ClusterRace::ended).toList();
    }
  }

  private static LoadReport ended(Future<LoadReport> load) {
    try {
      return load.get();
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a load was running", interrupted);
    }
  }
}
