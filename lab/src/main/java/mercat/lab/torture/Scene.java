package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import mercat.lab.cluster.Bridge;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.Crowd;
import mercat.lab.load.ServerAddress;
import mercat.lab.provider.ProviderProcess;
import mercat.lab.system.Awaiting;

/**
 * What faults strike at.
 *
 * @param pace how fast the machine is
 * @param rate buyers each second, as a rule
 * @param bridge the network between the nodes, where there is one that can be parted
 * @param tally what became of all requests
 * @param hooks writes what every node takes for the payment provider's own, where there are hooks
 * @param provider who takes the cards, where that is a process of its own
 */
record Scene(
    TorturePlan plan,
    Pace pace,
    double rate,
    LocalCluster cluster,
    Optional<Bridge> bridge,
    Crowd crowd,
    Buyers buyers,
    RequestTally tally,
    Optional<HookWording> hooks,
    Optional<ProviderProcess> provider) {
  private static final Duration DATABASE_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  List<ClusterNode> nodes() {
    return cluster.members();
  }

  ClusterNode any(RandomGenerator chance) {
    return nodes().get(chance.nextInt(nodes().size()));
  }

  /** The node that has lived longest: the one that leads the others. */
  ClusterNode oldest() {
    return nodes().stream().min(Comparator.comparingLong(ClusterNode::startedNanos)).orElseThrow();
  }

  List<ClusterNode> shuffled(RandomGenerator chance) {
    var nodes = new ArrayList<>(nodes());
    Collections.shuffle(nodes, Random.from(chance));
    return nodes;
  }

  int indexOf(ClusterNode node) {
    return nodes().indexOf(node);
  }

  /** Lets so many times the usual number of buyers come. */
  void rush(int times) {
    crowd.rate(rate * times);
  }

  /** Lets the outer world behave otherwise while something lasts. */
  void under(Buyers.Conditions conditions, Runnable meanwhile) {
    buyers.conditions(conditions);
    try {
      meanwhile.run();
    } finally {
      buyers.conditions(Buyers.Conditions.USUAL);
    }
  }

  /** Waits until the database accepts connections again, with a bound. */
  void awaitDatabase(Incident incident) {
    if (!Awaiting.until(DATABASE_MAX, Duration.ofMillis(20), cluster.server()::answers)) {
      incident.say("the database does not accept connections");
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
}
