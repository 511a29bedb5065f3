package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import mercat.lab.shop.Waiting;

/**
 * Makes one fault after another happen, each kind once before any comes again: in the order and
 * with the targets that the seed decides. The next one waits until the last one is survived, with a
 * bound.
 */
final class Nemesis {
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration CALM = Duration.ofSeconds(2);
  private static final Duration SURVIVED_MAX = Duration.ofSeconds(60);

  /** What one fault may take, its recovery included: none begins later than this before the end. */
  private static final Duration TOO_LATE = Duration.ofSeconds(20);

  private static final Duration STEADY = Duration.ofSeconds(2);
  private static final double STEADY_SHARE = 0.75;

  private final Scene scene;
  private final Tally tally;
  private final List<Fault> order;
  private final RandomGenerator chance;
  private final List<Incident> incidents = new ArrayList<>();

  Nemesis(Scene scene, Tally tally, List<Fault> faults, long seed) {
    this.scene = scene;
    this.tally = tally;
    this.order = inOrder(faults, seed);
    this.chance = new SplittableRandom(seed);
  }

  static List<Fault> inOrder(List<Fault> faults, long seed) {
    var order = new ArrayList<>(faults);
    Collections.shuffle(order, new Random(seed));
    return List.copyOf(order);
  }

  /** Goes on until the time is over. */
  void rage(long endNanos) {
    Waiting.pause(WARM_UP);
    for (var i = 0; hasTimeBefore(endNanos); i++) {
      if (order.isEmpty()) {
        Waiting.pause(CALM);
      } else {
        strike(order.get(i % order.size()));
      }
    }
    scene.say("no fault");
    var left = Math.max(0, endNanos - System.nanoTime());
    Waiting.pause(Duration.ofNanos(left));
  }

  private static boolean hasTimeBefore(long endNanos) {
    return endNanos - System.nanoTime() > TOO_LATE.toNanos();
  }

  private void strike(Fault fault) {
    var told = new StringBuilder();
    var heard =
        new Scene(
            scene.cluster(),
            scene.bridge(),
            scene.crowd(),
            scene.buyers(),
            scene.rate(),
            scene.length(),
            what -> {
              told.append(told.isEmpty() ? "" : "; ").append(what);
              scene.saying().now(fault.id() + " " + what);
            });
    var began = System.nanoTime();
    fault.strike().at(heard, chance);
    var healed = System.nanoTime();
    scene.say("after %s: %s".formatted(fault.id(), told));
    var recovered = awaitServed(healed);
    var atLast = recovered == 0 ? System.nanoTime() : recovered;
    var whole = scene.awaitWhole(SURVIVED_MAX);
    scene.say("no fault");
    Waiting.pause(CALM);
    synchronized (this) {
      incidents.add(
          new Incident(
              fault.id(),
              told.toString(),
              began,
              healed,
              atLast,
              System.nanoTime(),
              recovered != 0 && whole,
              tally.longestSilenceNanos(began, atLast),
              tally.refusalsBetween(began, atLast)));
    }
  }

  /**
   * Waits until for two seconds everybody was served: about as many as come had their final answer,
   * and no attempt was without one. Gives when that began; 0 when it did not come.
   */
  private long awaitServed(long healed) {
    var wanted = scene.rate() * STEADY.toMillis() / 1e3 * STEADY_SHARE;
    var limit = System.nanoTime() + SURVIVED_MAX.toNanos();
    while (System.nanoTime() < limit) {
      Waiting.pause(Duration.ofMillis(100));
      var now = System.nanoTime();
      var since = now - STEADY.toNanos();
      if (since >= healed
          && tally.troublesBetween(since, now) == 0
          && tally.finishedBetween(since, now) >= wanted) {
        return since;
      }
    }
    return 0;
  }

  synchronized List<Incident> incidents() {
    return List.copyOf(incidents);
  }
}
