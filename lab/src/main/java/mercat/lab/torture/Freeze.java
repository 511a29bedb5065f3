package mercat.lab.torture;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;

/**
 * A process that does nothing for a while, in the middle of its work, and goes on as if nothing had
 * been: with what it had in hand, and with what it was sent meanwhile, which others have done
 * since.
 */
final class Freeze {
  private static final Duration BUSY_MAX = Duration.ofSeconds(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final int BUSY = 2;
  private static final int SECONDS_BEFORE = 30;

  private final Scene scene;
  private final boolean isOldest;
  private final boolean hasEdge;
  private final Supplier<Set<String>> unanswered;
  private final String since;
  private final Set<String> inHand = new HashSet<>();
  private final Set<String> left = new TreeSet<>();

  private Freeze(Scene scene, boolean isOldest, boolean hasEdge, Supplier<Set<String>> unanswered) {
    this.scene = scene;
    this.isOldest = isOldest;
    this.hasEdge = hasEdge;
    this.unanswered = unanswered;
    this.since = NothingTwice.before(scene.cluster().database(), SECONDS_BEFORE);
  }

  /** Of a node; what one without an edge has in hand is what nobody has answered. */
  static Freeze of(Scene scene, ClusterNode node) {
    var underWay = scene.buyers().underWay();
    var hasEdge = node.hosts("edge");
    return new Freeze(
        scene,
        node == scene.oldest(),
        hasEdge,
        hasEdge ? () -> underWay.at(node.edge()) : underWay::anywhere);
  }

  /** Of a process that is no node of the cluster. */
  static Freeze of(Scene scene, ServerAddress edge) {
    return new Freeze(scene, false, true, () -> scene.buyers().underWay().at(edge));
  }

  /** Waits until it has work in hand, with a bound. */
  void awaitBusy() {
    var unused =
        Awaiting.until(BUSY_MAX, Duration.ofMillis(1), () -> unanswered.get().size() >= BUSY);
  }

  /** Lets it stay frozen for a time; it must be when this is called. */
  void last(Duration length) {
    inHand.addAll(unanswered.get());
    left.addAll(inHand);
    var unused = Awaiting.until(length, LOOK_EVERY, this::noteAndGoOn);
  }

  private boolean noteAndGoOn() {
    if (hasEdge) {
      left.addAll(unanswered.get());
    }
    return false;
  }

  boolean isOldest() {
    return isOldest;
  }

  /** What became of it, when the process has had its time to do harm. */
  Zombie examine() {
    var found = NothingTwice.since(scene.cluster().database(), since, left);
    return new Zombie(inHand.size(), left.size(), found.ofKeys(), found.orders(), found.twice());
  }

  /**
   * A process that came back.
   *
   * @param inHand orders it was at work for when it was frozen
   * @param left orders it had not answered when it went on: those, and what it was sent meanwhile
   * @param leftOrders how many of the latter there are
   * @param lookedAt orders that were looked at
   * @param twice what was done twice
   */
  record Zombie(int inHand, int left, long leftOrders, long lookedAt, List<String> twice) {
    Zombie {
      twice = List.copyOf(twice);
    }
  }
}
