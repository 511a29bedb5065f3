package mercat.lab.torture;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.system.Awaiting;
import mercat.lab.torture.Buyers.Conditions;

/** What befalls the network, the database, the clients and the payment provider. */
final class WorldFaults {
  private static final Duration PARTED = Duration.ofSeconds(25);
  private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(15);
  private static final Duration DOWN = Duration.ofSeconds(4);
  private static final Duration LOSING = Duration.ofSeconds(10);
  private static final Duration STORM = Duration.ofSeconds(12);
  private static final Duration BAD_DAY = Duration.ofSeconds(15);
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final int STORM_TIMES = 3;

  private WorldFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("F5", "nodes parted from one another", 40, WorldFaults::part)
            .unless(WorldFaults::parting),
        new Fault("F8", "a node cut off from the database", 25, WorldFaults::cutDatabase)
            .unless(WorldFaults::network),
        new Fault("F4", "replies lost after the commit", 20, WorldFaults::loseReplies),
        new Fault("F9", "database restarted, killed, down", 15, WorldFaults::hitDatabase),
        new Fault("F14", "three times as many buyers", 20, WorldFaults::storm),
        new Fault("F16", "a payment provider in trouble", 25, WorldFaults::badProvider),
        new Fault("F17", "hooks twice, reordered, old and forged", 20, HookStorm::rage)
            .unless(scene -> scene.hooks().isPresent() ? "" : "the other version takes none"));
  }

  private static void loseReplies(Scene scene, Incident incident, RandomGenerator chance) {
    incident.say("three of ten replies are lost");
    scene.under(
        Conditions.LOSING_REPLIES,
        () -> {
          Awaiting.pause(LOSING.dividedBy(2));
          if (chance.nextBoolean()) {
            var node = scene.any(chance);
            incident.say("three of ten replies are lost, and kill -9 %s".formatted(node.name()));
            node.kill(AWAY);
          }
          Awaiting.pause(LOSING.dividedBy(2));
        });
  }

  private static void hitDatabase(Scene scene, Incident incident, RandomGenerator chance) {
    var server = scene.cluster().server();
    switch (chance.nextInt(4)) {
      case 0 -> {
        incident.say("the database is restarted at once");
        server.restartImmediately();
      }
      case 1 -> {
        incident.say("kill -9 of the database");
        server.kill();
      }
      case 2 -> {
        incident.say("kill -9 of the process that watches the database");
        server.killWatcher();
      }
      default -> {
        incident.say("the database is down for %d s".formatted(DOWN.toSeconds()));
        server.stayDown(DOWN);
      }
    }
    scene.awaitDatabase(incident);
  }

  private static void storm(Scene scene, Incident incident, RandomGenerator chance) {
    incident.say("%.0f buyers each second".formatted(scene.rate() * STORM_TIMES));
    scene.rush(STORM_TIMES);
    try {
      Awaiting.pause(STORM.plusMillis(chance.nextInt(1_000)));
    } finally {
      scene.rush(1);
    }
  }

  private static void badProvider(Scene scene, Incident incident, RandomGenerator chance) {
    if (scene.provider().isPresent()) {
      ProviderFaults.fail(scene.provider().get(), incident, BAD_DAY);
      return;
    }
    incident.say("half of all payments are refused, slow or in doubt");
    scene.under(
        Conditions.BAD_PROVIDER, () -> Awaiting.pause(BAD_DAY.plusMillis(chance.nextInt(1_000))));
  }

  private static String network(Scene scene) {
    return scene.bridge().isPresent() ? "" : "needs root and networks of its own";
  }

  private static String parting(Scene scene) {
    return scene.nodes().size() < 2 ? "needs two nodes or more" : network(scene);
  }

  private static void part(Scene scene, Incident incident, RandomGenerator chance) {
    var bridge = scene.bridge().orElseThrow();
    var shuffled = scene.shuffled(chance);
    var kind = chance.nextInt(3);
    var cut = kind == 0 ? Math.max(1, shuffled.size() / 2) : 1;
    var here = shuffled.subList(0, cut);
    var there = shuffled.subList(cut, shuffled.size());
    var oneWay = kind == 2;
    incident.say(
        "parted: %s %s %s for %d s"
            .formatted(names(here), oneWay ? "->|" : "|", names(there), PARTED.toSeconds()));
    try {
      for (var from : here) {
        for (var to : there) {
          bridge.cut(scene.indexOf(from), scene.indexOf(to));
          if (!oneWay) {
            bridge.cut(scene.indexOf(to), scene.indexOf(from));
          }
        }
      }
      var begin = System.nanoTime();
      Awaiting.pause(PARTED);
      noteServed(scene, incident, here, begin);
      noteServed(scene, incident, there, begin);
    } finally {
      bridge.heal();
    }
  }

  /** Both sides have the database and their buyers, so both must serve. */
  private static void noteServed(
      Scene scene, Incident incident, List<ClusterNode> side, long beginNanos) {
    var edges = side.stream().filter(node -> node.hosts("edge")).map(ClusterNode::edge).toList();
    if (!edges.isEmpty()) {
      incident.note(
          Figure.SIDE_ORDERS_MIN,
          scene.tally().acknowledgedBetween(edges, beginNanos, System.nanoTime()));
    }
  }

  private static void cutDatabase(Scene scene, Incident incident, RandomGenerator chance) {
    var bridge = scene.bridge().orElseThrow();
    var node = scene.any(chance);
    var refuses = chance.nextBoolean();
    incident.say(
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
    return nodes.stream().map(ClusterNode::name).collect(joining(" "));
  }
}
