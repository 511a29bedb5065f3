package mercat.lab.torture;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.shop.Waiting;
import mercat.lab.system.SystemProcess;

/** What befalls processes. */
final class NodeFaults {
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final Duration FREEZE = Duration.ofSeconds(5);
  private static final Duration LONG_FREEZE = Duration.ofSeconds(30);

  /** A run shorter than this has no time for a long freeze. */
  private static final Duration LONG_RUN = Duration.ofMinutes(5);

  private static final Duration BACK_MAX = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofSeconds(2);
  private static final Duration STRANGER_STAYS = Duration.ofSeconds(12);

  private NodeFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.always("F1", "kill -9 of a node", 20, NodeFaults::killOne),
        new Fault(
            "F2",
            "kill -9 of two nodes together",
            Duration.ofSeconds(25),
            scene ->
                scene.nodes().size() < 3
                    ? Optional.of("needs three nodes or more")
                    : Optional.empty(),
            NodeFaults::killTwo),
        Fault.always("F3", "a node frozen, then let go on", 40, NodeFaults::freeze),
        Fault.always("F12", "rolling restart", 60, NodeFaults::rollingRestart),
        Fault.always("F18", "a stranger on the same database", 35, NodeFaults::stranger),
        Fault.always("F21", "all nodes and the database killed", 30, NodeFaults::powerCut));
  }

  private static void killOne(Scene scene, RandomGenerator chance) {
    var edges = scene.nodes().stream().filter(node -> node.hosts("edge")).toList();
    var dice = chance.nextInt(3);
    var node =
        dice == 0
            ? scene.oldest()
            : dice == 1 ? edges.get(chance.nextInt(edges.size())) : scene.any(chance);
    scene.say("kill -9 %s%s".formatted(node.name(), node == scene.oldest() ? ", the oldest" : ""));
    node.kill(AWAY);
  }

  private static void killTwo(Scene scene, RandomGenerator chance) {
    var two = scene.some(2, chance);
    scene.say("kill -9 %s".formatted(names(two)));
    two.forEach(node -> node.kill(AWAY));
  }

  private static void freeze(Scene scene, RandomGenerator chance) {
    var node = chance.nextInt(3) == 0 ? scene.oldest() : scene.any(chance);
    var isLong = scene.length().compareTo(LONG_RUN) >= 0 && chance.nextInt(3) > 0;
    var length = isLong ? LONG_FREEZE : FREEZE;
    scene.say(
        "SIGSTOP %s%s for %d s"
            .formatted(
                node.name(), node == scene.oldest() ? ", the oldest," : "", length.toSeconds()));
    var freeze = new Freeze(scene, node);
    scene.evidence().frozen(freeze);
    freeze.last(length);
  }

  /** One by one, each when the one before serves again; when one does not, the rest is left. */
  private static void rollingRestart(Scene scene, RandomGenerator chance) {
    for (var node : scene.some(scene.nodes().size(), chance)) {
      scene.say("SIGTERM %s, one by one".formatted(node.name()));
      var starts = node.starts();
      node.restart();
      if (!Waiting.until(
          BACK_MAX, Duration.ofMillis(100), () -> node.starts() > starts && node.isReady())) {
        scene.say("%s did not come back".formatted(node.name()));
        return;
      }
      Waiting.pause(BETWEEN);
    }
  }

  /** It follows the same logs and takes over the same orders, and dies in the middle of it. */
  private static void stranger(Scene scene, RandomGenerator chance) {
    scene.say("a process that is no member starts on the same database");
    var stranger = SystemProcess.startAsPart(scene.cluster().stranger());
    try {
      var unused =
          Waiting.until(
              BACK_MAX, Duration.ofMillis(100), () -> !stranger.isAlive() || stranger.isReady());
      scene.say("a process that is no member works on the same database");
      Waiting.pause(STRANGER_STAYS.plusMillis(chance.nextInt(1_000)));
    } finally {
      stranger.kill();
    }
  }

  private static void powerCut(Scene scene, RandomGenerator chance) {
    scene.say("kill -9 all nodes and the database");
    Waiting.pause(Duration.ofMillis(1 + chance.nextInt(200)));
    scene.cluster().server().killAll();
    scene.nodes().forEach(node -> node.kill(Duration.ofSeconds(1)));
    scene.awaitDatabase();
  }

  private static String names(List<ClusterNode> nodes) {
    return nodes.stream().map(ClusterNode::name).collect(Collectors.joining(" and "));
  }
}
