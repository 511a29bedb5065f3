package mercat.lab.torture;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.system.AtRest;
import mercat.lab.system.Awaiting;
import mercat.lab.system.SystemProcess;
import mercat.lab.torture.FaultEvidence.AfterCrash;
import mercat.verify.ReadSession;
import mercat.verify.Verify;

/** What befalls processes. */
final class NodeFaults {
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final Duration BRIEFLY_AWAY = Duration.ofSeconds(1);
  private static final Duration FREEZE = Duration.ofSeconds(5);
  private static final Duration LONG_FREEZE = Duration.ofSeconds(30);
  private static final Duration LONG_RUN = Duration.ofMinutes(5);
  private static final Duration BACK_MAX = Duration.ofSeconds(40);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Duration OUTSIDER_STAYS = Duration.ofSeconds(12);
  private static final Duration CAUGHT = Duration.ofSeconds(15);
  private static final Duration AFTERWARDS = Duration.ofSeconds(3);
  private static final Duration RUSH = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int RUSH_TIMES = 3;

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
        Fault.always("F18", "an outsider on the same database", 35, NodeFaults::outsider),
        Fault.always("F21", "all nodes and the database killed", 30, NodeFaults::powerCut),
        Fault.always("F22", "all nodes and all clients killed", 45, NodeFaults::crash),
        Fault.always(
            "F23", "a process frozen between append and COMMIT", 55, NodeFaults::freezeAtAppend));
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
    var freeze = Freeze.of(scene, node);
    scene.evidence().frozen(freeze);
    freeze.awaitBusy();
    node.freeze();
    try {
      freeze.last(length);
    } finally {
      node.thaw();
    }
  }

  /** One by one, each when the one before serves again; when one does not, the rest is left. */
  private static void rollingRestart(Scene scene, RandomGenerator chance) {
    for (var node : scene.some(scene.nodes().size(), chance)) {
      scene.say("SIGTERM %s, one by one".formatted(node.name()));
      var starts = node.starts();
      node.restart();
      if (!Awaiting.until(BACK_MAX, LOOK_EVERY, () -> node.starts() > starts && node.isReady())) {
        scene.say("%s did not come back".formatted(node.name()));
        return;
      }
      Awaiting.pause(BETWEEN);
    }
  }

  /**
   * It follows the same logs and takes over the same orders, is asked by buyers as every node is,
   * and dies in the middle of it.
   */
  private static void outsider(Scene scene, RandomGenerator chance) {
    var outsider = startOutsider(scene);
    try {
      scene.say("a process that is no member works on the same database");
      Awaiting.pause(OUTSIDER_STAYS.plusMillis(chance.nextInt(1_000)));
    } finally {
      outsider.kill();
    }
  }

  private static SystemProcess startOutsider(Scene scene) {
    scene.say("a process that is no member starts on the same database");
    var outsider = SystemProcess.startAsPart(scene.cluster().outsider());
    var unused =
        Awaiting.until(BACK_MAX, LOOK_EVERY, () -> !outsider.isAlive() || outsider.isReady());
    return outsider;
  }

  private static void powerCut(Scene scene, RandomGenerator chance) {
    scene.say("kill -9 all nodes and the database");
    Awaiting.pause(Duration.ofMillis(1 + chance.nextInt(200)));
    scene.cluster().server().killAll();
    scene.nodes().forEach(node -> node.kill(BRIEFLY_AWAY));
    scene.awaitDatabase();
  }

  /**
   * In the middle of a rush every process dies, the clients' too, so that no repeat helps an order
   * whose fate is open. When all have come to rest by themselves the invariants must hold; then the
   * clients ask again under the same keys.
   */
  private static void crash(Scene scene, RandomGenerator chance) {
    var withDatabase = chance.nextBoolean();
    scene.crowd().rate(scene.rate() * RUSH_TIMES);
    Awaiting.pause(RUSH.plusNanos(chance.nextInt(20_000_000)));
    scene.say(
        "kill -9 all nodes%s, and nobody asks".formatted(withDatabase ? ", the database" : ""));
    scene.crowd().hold();
    try {
      var struckNanos = System.nanoTime();
      if (withDatabase) {
        scene.cluster().server().killAll();
      }
      scene.nodes().forEach(node -> node.kill(BRIEFLY_AWAY));
      scene.awaitDatabase();
      scene.evidence().crashed(afterCrash(scene, struckNanos));
    } finally {
      scene.crowd().rate(scene.rate());
      scene.crowd().release();
    }
  }

  private static AfterCrash afterCrash(Scene scene, long struckNanos) {
    var database = scene.cluster().database();
    long pending;
    try (var session = ReadSession.on(database)) {
      pending = new AtRest(session).pendingOrders();
    }
    var isAtRest = AtRest.await(database, AtRest.SETTLING_MAX);
    var settledMs = (System.nanoTime() - struckNanos) / 1_000_000;
    var found = Verify.run(database, scene.buyers().history().acks());
    return new AfterCrash(pending, settledMs, isAtRest, found.broken());
  }

  /**
   * An outsider is stopped while it holds the head of a log, so that all others wait for it; the
   * server ends its transaction. Those who wait for it ask the nodes; then it goes on.
   */
  private static void freezeAtAppend(Scene scene, RandomGenerator chance) {
    var edge = scene.cluster().outsider().address();
    var tally = scene.tally();
    var outsider = startOutsider(scene);
    try (var session = ReadSession.on(scene.cluster().database())) {
      scene.crowd().rate(scene.rate() * RUSH_TIMES);
      var unused = scene.awaitAcknowledged(edge, BACK_MAX);
      var freeze = Freeze.of(scene, edge);
      var stoppedNanos = new AtomicLong();
      var caught =
          new Ambush(outsider, session, chance).lie(() -> stoppedNanos.set(System.nanoTime()));
      scene.crowd().rate(scene.rate());
      scene.say("SIGSTOP of an outsider that holds %s".formatted(caught.held()));
      freeze.last(CAUGHT);
      var now = System.nanoTime();
      scene
          .evidence()
          .caught(
              new Ambush.Caught(
                  caught.attempts(),
                  caught.held(),
                  tally.longestSilenceNanos(stoppedNanos.get(), now) / 1_000_000,
                  tally.finishedBetween(stoppedNanos.get(), now)));
      outsider.thaw();
      if (!scene.awaitAcknowledged(edge, BACK_MAX)) {
        scene.say("the outsider took no order when it went on");
      }
      Awaiting.pause(AFTERWARDS);
      scene.evidence().frozen(freeze);
    } finally {
      scene.crowd().rate(scene.rate());
      outsider.kill();
    }
  }

  private static String names(List<ClusterNode> nodes) {
    return nodes.stream().map(ClusterNode::name).collect(Collectors.joining(" and "));
  }
}
