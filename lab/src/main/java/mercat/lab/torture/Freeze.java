package mercat.lab.torture;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.shop.Waiting;

/**
 * A node that does nothing for a while, in the middle of its work, and goes on as if nothing had
 * been: with what it had in hand, and with what it was sent meanwhile, which others have done
 * since.
 */
final class Freeze {
  private static final Duration BUSY_MAX = Duration.ofSeconds(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final int BUSY = 2;
  private static final int SECONDS_BEFORE = 30;

  private final Scene scene;
  private final ClusterNode node;
  private final boolean isOldest;
  private final String since;
  private final Set<String> inHand = new HashSet<>();
  private final Set<String> left = new TreeSet<>();

  Freeze(Scene scene, ClusterNode node) {
    this.scene = scene;
    this.node = node;
    this.isOldest = node == scene.oldest();
    this.since = NothingTwice.before(scene.cluster().database(), SECONDS_BEFORE);
  }

  /** Freezes the node as soon as it is busy, and lets it go on after a time. */
  void last(Duration length) {
    var unused = Waiting.until(BUSY_MAX, Duration.ofMillis(1), () -> unanswered().size() >= BUSY);
    node.freeze();
    try {
      inHand.addAll(unanswered());
      left.addAll(inHand);
      unused = Waiting.until(length, LOOK_EVERY, this::noteAndGoOn);
    } finally {
      node.thaw();
    }
  }

  private boolean noteAndGoOn() {
    if (node.hosts("edge")) {
      left.addAll(unanswered());
    }
    return false;
  }

  /** What its edge has not answered; of a node without one, what nobody has. */
  private Set<String> unanswered() {
    var underWay = scene.buyers().underWay();
    return node.hosts("edge") ? underWay.at(node.edge()) : underWay.anywhere();
  }

  boolean isOldest() {
    return isOldest;
  }

  /** What became of it, when the node has had its time to do harm. */
  Zombie examine() {
    var found = NothingTwice.since(scene.cluster().database(), since, left);
    return new Zombie(inHand.size(), left.size(), found.ofKeys(), found.orders(), found.twice());
  }

  /**
   * A node that came back.
   *
   * @param inHand orders it was at work for when it was frozen
   * @param left orders it had not answered when it went on: those, and what it was sent meanwhile
   * @param leftOrders how many of the latter there are
   * @param lookedAt orders that were looked at
   * @param twice what was done twice
   */
  record Zombie(
      int inHand, int left, long leftOrders, long lookedAt, java.util.List<String> twice) {
    Zombie {
      twice = java.util.List.copyOf(twice);
    }
  }
}
