package mercat.lab.bench;

import java.time.Duration;
import java.util.List;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.terminal.Screen;
import mercat.verify.ReadSession;

/** One cluster in the race. */
final class Racer implements AutoCloseable {
  /** What counts as faster. */
  private static final double GAIN = 1.02;

  private static final int WARM_UP_MAX = 8;

  private final LocalCluster cluster;
  private final ReadSession session;
  private final CheckoutRace checkout;
  private final Medians rates = new Medians();

  private Racer(LocalCluster cluster, OrderLoad load) {
    this.cluster = cluster;
    this.session = ReadSession.on(cluster.database());
    this.checkout = new CheckoutRace(load, cluster.edges(), session, false);
  }

  /** Starts a cluster and opens its shop. */
  static Racer start(ClusterPlan plan, LoadGenerator load, Screen screen) {
    var cluster = LocalCluster.start(plan, screen);
    try {
      var edge = cluster.edges().getFirst();
      var orders =
          new OrderLoad(new ShopClient(load, edge, cluster.adminToken(), RetryPolicy.USUAL), load);
      orders.openShop();
      return new Racer(cluster, orders);
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
      var rate = checkout.round(OrderLoad.SKUS, round);
      noGain = rate > best * GAIN ? 0 : noGain + 1;
      best = Math.max(best, rate);
    }
  }

  void race(Duration length) {
    rates.add(checkout.round(OrderLoad.SKUS, length));
  }

  double last() {
    return rates.last();
  }

  double median() {
    return rates.median();
  }

  List<String> troubles() {
    return checkout.troubles().stream().map(trouble -> "a cluster: " + trouble).toList();
  }

  @Override
  public void close() {
    session.close();
    cluster.close();
  }
}
