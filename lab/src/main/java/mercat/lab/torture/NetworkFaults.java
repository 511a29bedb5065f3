package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import mercat.lab.cluster.Bridge;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.system.Awaiting;

/** What befalls the network. Buyers reach every node all the while. */
final class NetworkFaults {
  private static final Duration PARTED = Duration.ofSeconds(25);
  private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(15);

  private NetworkFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "F5",
            "nodes parted from one another",
            Duration.ofSeconds(40),
            NetworkFaults::parting,
            NetworkFaults::part),
        new Fault(
            "F8",
            "a node cut off from the database",
            Duration.ofSeconds(25),
            NetworkFaults::network,
            NetworkFaults::cutDatabase));
  }

  private static Optional<String> network(Scene scene) {
    return scene.bridge().isPresent()
        ? Optional.empty()
        : Optional.of("needs root and networks of its own");
  }

  private static Optional<String> parting(Scene scene) {
    return scene.nodes().size() < 2 ? Optional.of("needs two nodes or more") : network(scene);
  }

  private static void part(Scene scene, RandomGenerator chance) {
    var bridge = scene.bridge().orElseThrow();
    var shuffled = scene.some(scene.nodes().size(), chance);
    var kind = chance.nextInt(3);
    var here = shuffled.subList(0, kind == 0 ? Math.max(1, shuffled.size() / 2) : 1);
    var there = new ArrayList<>(shuffled);
    there.removeAll(here);
    var oneWay = kind == 2;
    scene.say(
        "parted: %s %s %s for %d s"
            .formatted(names(here), oneWay ? "->|" : "|", names(there), PARTED.toSeconds()));
    try {
      for (var from : here) {
        for (var to : there) {
          cut(bridge, scene, from, to);
          if (!oneWay) {
            cut(bridge, scene, to, from);
          }
        }
      }
      var begin = System.nanoTime();
      Awaiting.pause(PARTED);
      noteServed(scene, here, begin);
      noteServed(scene, there, begin);
    } finally {
      bridge.heal();
    }
  }

  /** Both sides have the database and their buyers, so both must serve. */
  private static void noteServed(Scene scene, List<ClusterNode> side, long beginNanos) {
    var edges = side.stream().filter(node -> node.hosts("edge")).map(ClusterNode::edge).toList();
    if (!edges.isEmpty()) {
      scene
          .evidence()
          .served(scene.tally().acknowledgedBetween(edges, beginNanos, System.nanoTime()));
    }
  }

  private static void cut(Bridge bridge, Scene scene, ClusterNode from, ClusterNode to) {
    bridge.cut(scene.indexOf(from), scene.indexOf(to));
  }

  private static void cutDatabase(Scene scene, RandomGenerator chance) {
    var bridge = scene.bridge().orElseThrow();
    var node = scene.any(chance);
    var refuses = chance.nextBoolean();
    scene.say(
        "%s cut off from the database, %s, for %d s"
            .formatted(
                node.name(), refuses ? "refused" : "without a word", WITHOUT_DATABASE.toSeconds()));
    try {
      if (refuses) {
        bridge.refuseDatabase(scene.indexOf(node));
      } else {
        bridge.cutDatabase(scene.indexOf(node));
      }
      Awaiting.pause(WITHOUT_DATABASE);
    } finally {
      bridge.heal();
    }
  }

  private static String names(List<ClusterNode> nodes) {
    return nodes.stream().map(ClusterNode::name).collect(Collectors.joining(" "));
  }
}
