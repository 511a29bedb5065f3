package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import mercat.lab.cluster.Bridge;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.Crowd;
import mercat.lab.load.ServerAddress;
import mercat.lab.provider.ProviderProcess;
import mercat.lab.system.AtRest;
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
  private static final Duration DRAIN_MAX = Duration.ofSeconds(20);
  private static final Duration WHOLE_MAX = Duration.ofSeconds(45);
  private static final Duration REST_MAX = Duration.ofSeconds(40);

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

  /** Waits as long as the machine's pace allows; whether it became true in time. */
  boolean await(Duration usual, BooleanSupplier condition) {
    return Awaiting.until(pace.of(usual), condition);
  }

  /** Waits until the database accepts connections again, with a bound. */
  void awaitDatabase(Incident incident) {
    if (!Awaiting.until(DATABASE_MAX, Duration.ofMillis(20), cluster.server()::answers)) {
      incident.say("the database does not accept connections");
    }
  }

  /** Waits until a server acknowledges an order from now on; whether that came in time. */
  boolean awaitAcknowledged(ServerAddress server, Duration usual) {
    var begin = System.nanoTime();
    return await(
        usual, () -> tally.acknowledgedBetween(List.of(server), begin, System.nanoTime()) > 0);
  }

  /**
   * When no more faults and no more buyers come: lets the last buyers learn their fate, and
   * everything come to rest by itself, within bounds. Gives what did not.
   */
  List<String> settle() {
    var troubles = new ArrayList<String>();
    bridge.ifPresent(Bridge::heal);
    within(DRAIN_MAX, crowd::drain, "some clients were not done", troubles);
    within(
        WHOLE_MAX,
        most -> Awaiting.until(most, cluster::isWhole),
        "not every node was ready",
        troubles);
    within(REST_MAX, most -> AtRest.await(cluster.database(), most), "not at rest", troubles);
    within(
        REST_MAX,
        most -> Awaiting.until(most, this::areHooksSent),
        "hooks of the provider were not taken",
        troubles);
    return troubles;
  }

  private boolean areHooksSent() {
    return provider.stream()
        .allMatch(process -> process.state().at("/hooks/pending").asLong(1) == 0);
  }

  private void within(
      Duration usual, Predicate<Duration> done, String complaint, List<String> troubles) {
    var most = pace.of(usual);
    if (!done.test(most)) {
      troubles.add("%s %d s after the end".formatted(complaint, most.toSeconds()));
    }
  }
}
