package mercat.lab.bench;

import java.io.Serial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mercat.lab.bench.BenchPlan.Part;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.ClusterPlan.Ground;
import mercat.lab.cluster.Layout;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.verify.ReadSession;

/**
 * What four nodes of this machine take together, over its same cores: each hosting everything, and
 * two edges before two that keep the books. One node alone stands beside them and is measured in
 * turn with them, since a machine is not equally fast at all times.
 */
record ClusterRace(Path data, BenchPlan plan, Clock clock, Screen screen, LoadGenerator load) {
  /** Whether a round may begin, by its number, their number, and when no more begin. */
  interface Clock {
    boolean hasTime(int round, int rounds, Duration until);
  }

  /** As one process has it, so that the two can be compared. */
  private static final List<String> JVM = List.of("-Xms64m", "-Xmx320m");

  private static final List<String> CORE = List.of("core");
  private static final List<String> EDGE = List.of("edge");
  private static final Layout SPLIT =
      new Layout(
          List.of(
              new Layout.Place("core-1", CORE),
              new Layout.Place("core-2", CORE),
              new Layout.Place("edge-1", EDGE),
              new Layout.Place("edge-2", EDGE)));

  private static final double GAIN = 1.02;

  /** Four processes compile the same code on the cores of one: so many times its warm-up. */
  private static final int WARM_UP_MAX = 8;

  /** Its figures are zero when a cluster does not start; which and why is among the troubles. */
  BenchVerdict.Cluster run(List<String> troubles) {
    try {
      return race(troubles);
    } catch (NotStartedException missing) {
      troubles.add(missing.getMessage());
      return new BenchVerdict.Cluster(0, 0, 0, 0);
    }
  }

  /** Ends the race, and not what was measured before it. */
  private static final class NotStartedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    NotStartedException(String name, Layout layout, RuntimeException cause) {
      super(
          "the cluster '%s' of %d nodes did not start: %s"
              .formatted(name, layout.places().size(), cause.getMessage()),
          cause);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private BenchVerdict.Cluster race(List<String> troubles) {
    screen.note("one node, four full ones, four split by role; one after the other …");
    try (var one = new Racer("one", Layout.full(1));
        var full = new Racer("full", Layout.full(4));
        var split = new Racer("split", SPLIT)) {
      var all = List.of(one, full, split);
      all.forEach(Racer::warmUp);
      for (var round = 1;
          clock.hasTime(round, plan.clusterRounds(), BenchPlan.CLUSTERS_UNTIL);
          round++) {
        all.forEach(racer -> racer.rates.add(racer.round()));
        screen.note(
            "round %d of %d: one %s/s, full %s/s, split %s/s"
                .formatted(
                    round,
                    plan.clusterRounds(),
                    Numbers.decimal(one.rates.getLast()),
                    Numbers.decimal(full.rates.getLast()),
                    Numbers.decimal(split.rates.getLast())));
      }
      for (var racer : all) {
        racer.checkout.troubles().forEach(trouble -> troubles.add("a cluster: " + trouble));
      }
      return new BenchVerdict.Cluster(
          Numbers.median(full.rates),
          Numbers.median(split.rates),
          Numbers.median(one.rates),
          Numbers.medianRatio(full.rates, one.rates));
    }
  }

  private final class Racer implements AutoCloseable {
    private final LocalCluster cluster;
    private final OrderLoad orders;
    private final ReadSession session;
    private final CheckoutRace checkout;
    private final List<Double> rates = new ArrayList<>();

    Racer(String name, Layout layout) {
      var made =
          new ClusterPlan(
              data.resolve(name), layout, Ground.LOOPBACK, List.of(), JVM, Optional.empty());
      try {
        cluster = LocalCluster.start(made, screen);
      } catch (RuntimeException failure) {
        throw new NotStartedException(name, layout, failure);
      }
      try {
        var edge = cluster.edges().getFirst();
        var shop = new ShopClient(load, edge, cluster.adminToken(), RetryPolicy.USUAL);
        orders = new OrderLoad(shop, load);
        orders.openShop();
        session = ReadSession.on(cluster.database());
        checkout = new CheckoutRace(orders, cluster.edges(), session, false);
      } catch (RuntimeException failure) {
        cluster.close();
        throw failure;
      }
    }

    /** Lets the code become warm: until two rounds in a row are not faster than those before. */
    void warmUp() {
      var most = (int) plan.warmUp().multipliedBy(WARM_UP_MAX).dividedBy(plan.round(Part.RACE));
      var best = 0.0;
      var noGain = 0;
      for (var round = 1;
          noGain < 2 && clock.hasTime(round, most, BenchPlan.CLUSTERS_UNTIL);
          round++) {
        var rate = round();
        noGain = rate > best * GAIN ? 0 : noGain + 1;
        best = Math.max(best, rate);
      }
    }

    double round() {
      return checkout.round(orders.orders(OrderLoad.SKUS, "tok_ok"), plan.round(Part.RACE));
    }

    @Override
    public void close() {
      session.close();
      cluster.close();
    }
  }
}
