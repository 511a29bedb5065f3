package mercat.lab.torture;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mercat.lab.load.HttpText;
import mercat.lab.system.Awaiting;

/** What the database, the clients and the payment provider do. */
final class WorldFaults {
  private static final Duration DOWN = Duration.ofSeconds(4);
  private static final Duration LOSING = Duration.ofSeconds(10);
  private static final Duration STORM = Duration.ofSeconds(12);
  private static final Duration BAD_DAY = Duration.ofSeconds(15);
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final int STORM_TIMES = 3;

  private WorldFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.always("F4", "replies lost after the commit", 20, WorldFaults::loseReplies),
        Fault.always("F9", "database restarted, killed, down", 15, WorldFaults::hitDatabase),
        Fault.always("F14", "three times as many buyers", 20, WorldFaults::storm),
        Fault.always("F16", "a payment provider in trouble", 25, WorldFaults::badProvider),
        new Fault(
            "F17",
            "webhooks twice and reordered",
            Duration.ofSeconds(10),
            WorldFaults::webhooks,
            (scene, chance) -> {}));
  }

  private static void loseReplies(Scene scene, RandomGenerator chance) {
    scene.say("three of ten replies are lost");
    scene.buyers().conditions(Conditions.LOSING_REPLIES);
    try {
      Awaiting.pause(LOSING.dividedBy(2));
      if (chance.nextBoolean()) {
        var node = scene.any(chance);
        scene.say("three of ten replies are lost, and kill -9 %s".formatted(node.name()));
        node.kill(AWAY);
      }
      Awaiting.pause(LOSING.dividedBy(2));
    } finally {
      scene.buyers().conditions(Conditions.USUAL);
    }
  }

  private static void hitDatabase(Scene scene, RandomGenerator chance) {
    var server = scene.cluster().server();
    switch (chance.nextInt(4)) {
      case 0 -> {
        scene.say("the database is restarted at once");
        server.restartImmediately();
      }
      case 1 -> {
        scene.say("kill -9 of the database");
        server.kill();
      }
      case 2 -> {
        scene.say("kill -9 of the process that watches the database");
        server.killWatcher();
      }
      default -> {
        scene.say("the database is down for %d s".formatted(DOWN.toSeconds()));
        server.stayDown(DOWN);
      }
    }
    scene.awaitDatabase();
  }

  private static void storm(Scene scene, RandomGenerator chance) {
    scene.say("%.0f buyers each second".formatted(scene.rate() * STORM_TIMES));
    scene.crowd().rate(scene.rate() * STORM_TIMES);
    try {
      Awaiting.pause(STORM.plusMillis(chance.nextInt(1_000)));
    } finally {
      scene.crowd().rate(scene.rate());
    }
  }

  private static void badProvider(Scene scene, RandomGenerator chance) {
    scene.say("half of all payments are refused, slow or in doubt");
    scene.buyers().conditions(Conditions.BAD_PROVIDER);
    try {
      Awaiting.pause(BAD_DAY.plusMillis(chance.nextInt(1_000)));
    } finally {
      scene.buyers().conditions(Conditions.USUAL);
    }
  }

  private static Optional<String> webhooks(Scene scene) {
    var contract =
        scene
            .buyers()
            .anyShop()
            .call(HttpText.get(scene.cluster().edges().getFirst(), "/openapi.yaml"));
    return Optional.of(
        contract.body().contains("/v1/hooks/")
            ? "webhooks are there, but this command cannot send any yet"
            : "there are no webhooks");
  }
}
