package mercat.lab.torture;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.system.AtRest;
import mercat.lab.system.Awaiting;
import mercat.lab.system.SystemProcess;
import mercat.verify.ReadSession;
import mercat.verify.Verify;

/** What befalls processes. */
final class NodeFaults {
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final Duration BRIEFLY_AWAY = Duration.ofSeconds(1);
  private static final Duration FREEZE = Duration.ofSeconds(5);
  private static final Duration LONG_FREEZE = Duration.ofSeconds(30);
  private static final int LONG_RUN_MINUTES = 5;
  private static final Duration BACK_MAX = Duration.ofSeconds(40);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Duration OUTSIDER_STAYS = Duration.ofSeconds(12);
  private static final Duration CAUGHT = Duration.ofSeconds(15);
  private static final Duration AFTERWARDS = Duration.ofSeconds(3);
  private static final Duration RUSH = Duration.ofSeconds(1);
  private static final int RUSH_TIMES = 3;

  private NodeFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("F1", "kill -9 of a node", 20, NodeFaults::killOne),
        new Fault("F2", "kill -9 of two nodes together", 25, NodeFaults::killTwo)
            .unless(scene -> scene.nodes().size() < 3 ? "needs three nodes or more" : ""),
        new Fault("F3", "a node frozen, then let go on", 40, NodeFaults::freeze),
        new Fault("F12", "rolling restart", 60, NodeFaults::rollingRestart),
        new Fault("F18", "an outsider on the same database", 35, NodeFaults::outsider),
        new Fault("F21", "all nodes and the database killed", 30, NodeFaults::powerCut),
        new Fault("F22", "all nodes and all clients killed", 45, NodeFaults::crash),
        new Fault(
            "F23", "a process frozen between append and COMMIT", 55, NodeFaults::freezeAtAppend));
  }

  private static void killOne(Scene scene, Incident incident, RandomGenerator chance) {
    var edges = scene.nodes().stream().filter(node -> node.hosts("edge")).toList();
    var node =
        switch (chance.nextInt(3)) {
          case 0 -> scene.oldest();
          case 1 -> edges.get(chance.nextInt(edges.size()));
          default -> scene.any(chance);
        };
    incident.say("kill -9 " + described(node, scene));
    node.kill(AWAY);
  }

  private static String described(ClusterNode node, Scene scene) {
    return node.name() + (node == scene.oldest() ? ", the oldest" : "");
  }

  private static void killTwo(Scene scene, Incident incident, RandomGenerator chance) {
    var two = scene.shuffled(chance).subList(0, 2);
    incident.say("kill -9 " + two.stream().map(ClusterNode::name).collect(joining(" and ")));
    two.forEach(node -> node.kill(AWAY));
  }

  private static void freeze(Scene scene, Incident incident, RandomGenerator chance) {
    var node = chance.nextInt(3) == 0 ? scene.oldest() : scene.any(chance);
    var isLong = scene.plan().minutes() >= LONG_RUN_MINUTES && chance.nextInt(3) > 0;
    var length = isLong ? LONG_FREEZE : FREEZE;
    incident.say("SIGSTOP %s for %d s".formatted(described(node, scene), length.toSeconds()));
    if (node == scene.oldest()) {
      incident.noteOldest();
    }
    var freeze = new Freeze(scene, node.edge(), node.hosts("edge"));
    incident.examineLater(() -> freeze.examine(incident));
    freeze.awaitBusy();
    node.freeze();
    try {
      freeze.last(length);
    } finally {
      node.thaw();
    }
  }

  /** One by one, each when the one before serves again; when one does not, the rest is left. */
  private static void rollingRestart(Scene scene, Incident incident, RandomGenerator chance) {
    for (var node : scene.shuffled(chance)) {
      incident.say("SIGTERM %s, one by one".formatted(node.name()));
      var starts = node.starts();
      node.restart();
      if (!scene.await(BACK_MAX, () -> node.starts() > starts && node.isReady())) {
        incident.say("%s did not come back".formatted(node.name()));
        return;
      }
      Awaiting.pause(BETWEEN);
    }
  }

  /**
   * It follows the same logs and takes over the same orders, is asked by buyers as every node is,
   * and dies in the middle of it.
   */
  private static void outsider(Scene scene, Incident incident, RandomGenerator chance) {
    var outsider = startOutsider(scene, incident);
    try {
      incident.say("a process that is no member works on the same database");
      Awaiting.pause(OUTSIDER_STAYS.plusMillis(chance.nextInt(1_000)));
    } finally {
      outsider.kill();
    }
  }

  private static SystemProcess startOutsider(Scene scene, Incident incident) {
    incident.say("a process that is no member starts on the same database");
    var outsider = SystemProcess.startAsPart(scene.cluster().outsider());
    var unused = scene.await(BACK_MAX, () -> !outsider.isAlive() || outsider.isReady());
    return outsider;
  }

  private static void powerCut(Scene scene, Incident incident, RandomGenerator chance) {
    incident.say("kill -9 all nodes and the database");
    Awaiting.pause(Duration.ofMillis(1 + chance.nextInt(200)));
    killAll(scene, incident, true);
  }

  private static void killAll(Scene scene, Incident incident, boolean withDatabase) {
    if (withDatabase) {
      scene.cluster().server().killAll();
    }
    scene.nodes().forEach(node -> node.kill(BRIEFLY_AWAY));
    scene.awaitDatabase(incident);
  }

  /**
   * In the middle of a rush every process dies, the clients' too, so that no repeat helps an order
   * whose fate is open. When all have come to rest by themselves the invariants must hold; then the
   * clients ask again under the same keys.
   */
  private static void crash(Scene scene, Incident incident, RandomGenerator chance) {
    var withDatabase = chance.nextBoolean();
    scene.rush(RUSH_TIMES);
    Awaiting.pause(RUSH.plusNanos(chance.nextInt(20_000_000)));
    incident.say(
        "kill -9 all nodes%s, and nobody asks".formatted(withDatabase ? ", the database" : ""));
    scene.crowd().hold();
    try {
      var struckNanos = System.nanoTime();
      killAll(scene, incident, withDatabase);
      examineCrash(scene, incident, struckNanos);
    } finally {
      scene.rush(1);
      scene.crowd().release();
    }
  }

  private static void examineCrash(Scene scene, Incident incident, long struckNanos) {
    var database = scene.cluster().database();
    long pending;
    try (var session = ReadSession.on(database)) {
      pending = new AtRest(session).pendingOrders();
    }
    var isAtRest = AtRest.await(database, scene.pace().of(AtRest.SETTLING_MAX));
    var settledMs = (System.nanoTime() - struckNanos) / 1_000_000;
    var found = Verify.run(database, scene.buyers().history().acks());
    incident.crashed(pending, settledMs, isAtRest, found.broken());
  }

  /**
   * An outsider is stopped while it holds the head of a log, so that all others wait for it; the
   * server ends its transaction. Those who wait for it ask the nodes; then it goes on.
   */
  private static void freezeAtAppend(Scene scene, Incident incident, RandomGenerator chance) {
    var edge = scene.cluster().outsider().address();
    var outsider = startOutsider(scene, incident);
    try (var session = ReadSession.on(scene.cluster().database())) {
      scene.rush(RUSH_TIMES);
      var unused = scene.awaitAcknowledged(edge, BACK_MAX);
      var freeze = new Freeze(scene, edge, true);
      var caught = Ambush.of(outsider, session, chance);
      scene.rush(1);
      incident.say("SIGSTOP of an outsider that holds %s".formatted(caught.held()));
      freeze.last(CAUGHT);
      incident.caught(
          caught, scene.tally().longestSilenceNanos(caught.stoppedNanos(), System.nanoTime()));
      outsider.thaw();
      if (!scene.awaitAcknowledged(edge, BACK_MAX)) {
        incident.say("the outsider took no order when it went on");
      }
      Awaiting.pause(AFTERWARDS);
      incident.examineLater(() -> freeze.examine(incident));
    } finally {
      scene.rush(1);
      outsider.kill();
    }
  }
}
