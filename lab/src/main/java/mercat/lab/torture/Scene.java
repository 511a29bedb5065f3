package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mercat.lab.cluster.Bridge;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.Crowd;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;

/**
 * What faults strike at.
 *
 * @param bridge the network between the nodes, where there is one that can be parted
 * @param rate how many buyers come each second when nobody storms the shop
 * @param saying where faults tell what they do
 * @param tally what became of all requests
 * @param evidence where a fault notes what it is judged by
 */
record Scene(
    LocalCluster cluster,
    Optional<Bridge> bridge,
    Crowd crowd,
    Buyers buyers,
    double rate,
    Duration length,
    Saying saying,
    RequestTally tally,
    FaultEvidence evidence) {
  private static final Duration DATABASE_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** Hears what is being done. */
  @FunctionalInterface
  interface Saying {
    void now(String what);
  }

  List<ClusterNode> nodes() {
    return cluster.members();
  }

  void say(String what) {
    saying.now(what);
  }

  /** The same for one fault, which notes what it is judged by. */
  Scene with(Saying other, FaultEvidence own) {
    return new Scene(cluster, bridge, crowd, buyers, rate, length, other, tally, own);
  }

  ClusterNode any(RandomGenerator chance) {
    return nodes().get(chance.nextInt(nodes().size()));
  }

  /** The node that has lived longest: the one that leads the others. */
  ClusterNode oldest() {
    return nodes().stream().min(Comparator.comparingLong(ClusterNode::startedNanos)).orElseThrow();
  }

  /** Some nodes, each at most once. */
  List<ClusterNode> some(int count, RandomGenerator chance) {
    var left = new ArrayList<>(nodes());
    var chosen = new ArrayList<ClusterNode>();
    while (chosen.size() < count) {
      chosen.add(left.remove(chance.nextInt(left.size())));
    }
    return chosen;
  }

  int indexOf(ClusterNode node) {
    return nodes().indexOf(node);
  }

  /** Waits until the database accepts connections again, with a bound. */
  void awaitDatabase() {
    if (!Awaiting.until(DATABASE_MAX, Duration.ofMillis(20), cluster.server()::answers)) {
      say("the database does not accept connections");
    }
  }

  /** Waits until a server acknowledges an order from now on; whether that came in time. */
  boolean awaitAcknowledged(ServerAddress server, Duration atMost) {
    var begin = System.nanoTime();
    return Awaiting.until(
        atMost,
        LOOK_EVERY,
        () -> tally.acknowledgedBetween(List.of(server), begin, System.nanoTime()) > 0);
  }

  /** Waits until every node is ready; whether that came in time. */
  boolean awaitWhole(Duration atMost) {
    return Awaiting.until(atMost, LOOK_EVERY, cluster::isWhole);
  }
}
