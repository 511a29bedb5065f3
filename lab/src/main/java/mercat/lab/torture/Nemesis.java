package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import mercat.lab.system.Awaiting;

/**
 * Makes one fault after another happen, each kind once before any comes again: in the order and
 * with the targets that the seed decides. The next one waits until the last one is survived, with a
 * bound.
 */
record Nemesis(
    Scene scene,
    TopologyWatch topology,
    ProcessorRoom room,
    List<Fault> faults,
    long endNanos,
    Consumer<String> hearer) {
  private static final Duration CALM = Duration.ofSeconds(2);
  private static final Duration SURVIVED_MAX = Duration.ofSeconds(70);

  /** How long after the end the last one may be waited for. */
  private static final Duration OVERTIME = Duration.ofSeconds(45);

  /** How long all must be well after nodes disagreed on who is there. */
  private static final Duration RESTLESS = Duration.ofSeconds(10);

  /** Enough for a few looks, though the time is over. */
  private static final Duration LOOKS = Duration.ofSeconds(3);

  private static final Duration STEADY = Duration.ofSeconds(2);
  private static final double STEADY_SHARE = 0.75;

  static List<Fault> inOrder(List<Fault> faults, long seed) {
    var order = new ArrayList<>(faults);
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  /**
   * Goes on until the time is over, or until each was there once where that is enough; what does
   * not fit before the end is passed over.
   */
  List<Incident> rage() {
    var seed = scene.plan().seed();
    var chance = new SplittableRandom(seed);
    var incidents = new ArrayList<Incident>();
    var waiting = new ArrayDeque<>(inOrder(faults, seed));
    for (var next = fitting(waiting); next.isPresent(); next = fitting(waiting)) {
      waiting.remove(next.get());
      if (!scene.plan().once()) {
        waiting.add(next.get());
      }
      incidents.add(strike(next.get(), chance));
      hearer.accept("no fault");
      Awaiting.pause(CALM);
    }
    hearer.accept("no fault");
    if (!waiting.isEmpty()) {
      Awaiting.pause(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
    }
    return incidents;
  }

  private Optional<Fault> fitting(Collection<Fault> waiting) {
    var left = endNanos - System.nanoTime();
    return waiting.stream()
        .filter(fault -> scene.pace().of(fault.takes()).toNanos() <= left)
        .findFirst();
  }

  private Incident strike(Fault fault, RandomGenerator chance) {
    var tally = scene.tally();
    var began = System.nanoTime();
    var incident = new Incident(fault.id(), scene.pace(), began, hearer);
    fault.strike().at(scene, incident, chance);
    var healed = System.nanoTime();
    hearer.accept("after " + fault.id());
    var survived = awaitSettled(began, healed) && awaitServed();
    if (!topology.isWholeSince(healed)) {
      incident.delayed("in the end " + topology.lastWords());
    }
    incident.examine();
    var end = System.nanoTime();
    incident.over(healed, end, survived);
    incident.room(room.share(began, end));
    incident.note(Figure.SERVER_ERRORS, tally.blamesBetween(began, end));
    incident.noteMs(Figure.MAX_UNAVAILABLE_MS, tally.longestSilenceNanos(began, end));
    incident.noteMs(Figure.RECOVER_MS_MAX, tally.lastTroubleBetween(healed, end) - healed);
    incident.noteMs(Figure.WAITED_MS_MAX, tally.longestWaitNanos(began, end));
    incident.noteMs(Figure.STALE_MS_MAX, topology.longestStaleBetween(began, end));
    incident.noteMs(Figure.TRUTHFUL_MS_MAX, topology.lastUntruthBetween(healed, end) - healed);
    if (fault.isOfDatabase()) {
      incident.noteMs(Figure.SERVED_AGAIN_MS_MAX, tally.longestSilenceNanos(healed, end));
    }
    hearer.accept(incident.toString());
    return incident;
  }

  /**
   * Waits until for two seconds everybody was served: about as many as come had their final answer,
   * and no attempt was without one.
   */
  private boolean awaitServed() {
    var wanted = scene.rate() * STEADY.toMillis() / 1e3 * STEADY_SHARE;
    var begin = System.nanoTime();
    var tally = scene.tally();
    return Awaiting.until(
        patience(),
        () -> {
          var now = System.nanoTime();
          var since = now - STEADY.toNanos();
          return since >= begin
              && tally.troublesBetween(since, now) == 0
              && tally.finishedBetween(since, now) >= wanted;
        });
  }

  private Duration patience() {
    var left = Duration.ofNanos(endNanos - System.nanoTime()).plus(scene.pace().of(OVERTIME));
    var most = scene.pace().of(SURVIVED_MAX);
    return left.compareTo(most) < 0 ? left : most;
  }

  /**
   * Waits until every node is ready and names exactly the nodes that live. After somebody was
   * wrong, that must last: who was on the wrong side of a parting starts anew some seconds after it
   * is over.
   */
  private boolean awaitSettled(long beganNanos, long healedNanos) {
    var unready = new AtomicLong(beganNanos);
    return Awaiting.until(
        Duration.ofNanos(Math.max(LOOKS.toNanos(), patience().toNanos())),
        () -> {
          var now = System.nanoTime();
          if (!scene.cluster().isWhole()) {
            unready.set(now);
            return false;
          }
          var wrong = topology.lastUntruthBetween(beganNanos, now);
          var calm = wrong > beganNanos ? RESTLESS.toNanos() : 0;
          return topology.isWholeSince(healedNanos) && now - Math.max(wrong, unready.get()) >= calm;
        });
  }
}
