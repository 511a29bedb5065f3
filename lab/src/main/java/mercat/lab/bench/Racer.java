package mercat.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.database.Followers;
import mercat.lab.database.ReadSession;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadReport;
import mercat.lab.load.Patience;
import mercat.lab.shop.Shop;
import mercat.lab.terminal.Screen;

/**
 * One cluster in the race. As in the race of one process, the clock stops when every follower has
 * caught up.
 */
final class Racer implements AutoCloseable {
  private static final Duration REST_MAX = Duration.ofSeconds(60);

  /** What counts as faster. */
  private static final double GAIN = 1.02;

  private static final int WARM_UP_MAX = 8;

  private final LocalCluster cluster;
  private final ReadSession session;
  private final BenchShop bench;
  private final Medians rates = new Medians();
  private final List<String> troubles = new ArrayList<>();

  private Racer(LocalCluster cluster, BenchShop bench) {
    this.cluster = cluster;
    this.bench = bench;
    this.session = new ReadSession(cluster.database().asVerifier());
  }

  /** Starts a cluster and opens its shop. */
  static Racer start(ClusterPlan plan, LoadGenerator load, Screen screen) {
    var cluster = LocalCluster.start(plan, screen);
    try {
      var shop = new Shop(load, cluster.edges().getFirst(), cluster.adminToken(), Patience.USUAL);
      var bench = new BenchShop(shop, load);
      bench.open();
      return new Racer(cluster, bench);
    } catch (RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  /**
   * Lets the code become warm, four times on the same cores: until two rounds in a row are not
   * faster than those before.
   *
   * @param usual what one process is given; at most {@value #WARM_UP_MAX} times as long
   */
  void warmUp(Duration round, Duration usual) {
    var endNanos = System.nanoTime() + usual.multipliedBy(WARM_UP_MAX).toNanos();
    var best = 0.0;
    var noGain = 0;
    while (noGain < 2 && System.nanoTime() < endNanos) {
      var rate = round(round);
      noGain = rate > best * GAIN ? 0 : noGain + 1;
      best = Math.max(best, rate);
    }
  }

  /** A round that counts. */
  void race(Duration length) {
    rates.add(round(length));
  }

  /** Orders a second in the last round. */
  double last() {
    return rates.all().getLast();
  }

  /** Orders a second. */
  double median() {
    return rates.median();
  }

  List<String> troubles() {
    return List.copyOf(troubles);
  }

  private double round(Duration length) {
    var startNanos = System.nanoTime();
    var confirmed = 0L;
    for (var report : reports(length)) {
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

  private List<LoadReport> reports(Duration length) {
    var edges = cluster.edges();
    var stream = bench.orders(BenchShop.SKUS, "tok_ok");
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
      return loads.stream().map(Racer::ended).toList();
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

  @Override
  public void close() {
    session.close();
    cluster.close();
  }
}
