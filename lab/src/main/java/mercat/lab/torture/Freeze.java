package mercat.lab.torture;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;

/**
 * A process that does nothing for a while, in the middle of its work, and goes on as if nothing had
 * been: with what it had in hand, and with what it was sent meanwhile, which others have done
 * since.
 */
final class Freeze {
  private static final Duration BUSY_MAX = Duration.ofSeconds(3);
  private static final int BUSY = 2;
  private static final int SECONDS_BEFORE = 30;

  private final Scene scene;
  private final boolean hasEdge;
  private final Supplier<Set<String>> unanswered;
  private final String since;
  private final Set<String> left = new HashSet<>();
  private int inHand;

  /**
   * A process that is to be frozen.
   *
   * @param hasEdge whether buyers ask it; what one without an edge has in hand is what nobody has
   *     answered
   */
  Freeze(Scene scene, ServerAddress edge, boolean hasEdge) {
    this.scene = scene;
    this.hasEdge = hasEdge;
    this.unanswered = () -> scene.buyers().unanswered(asked -> !hasEdge || asked.equals(edge));
    this.since = NothingTwice.before(scene.cluster().database(), SECONDS_BEFORE);
  }

  /** Waits until it has work in hand, with a bound. */
  void awaitBusy() {
    var unused =
        Awaiting.until(BUSY_MAX, Duration.ofMillis(1), () -> unanswered.get().size() >= BUSY);
  }

  /** Lets it stay frozen for a time; it must be when this is called. */
  void last(Duration length) {
    left.addAll(unanswered.get());
    inHand = left.size();
    var unused = Awaiting.until(length, this::noteAndGoOn);
  }

  private boolean noteAndGoOn() {
    if (hasEdge) {
      left.addAll(unanswered.get());
    }
    return false;
  }

  /** Notes what became of it, when the process has had its time to do harm. */
  void examine(Incident incident) {
    incident.cameBack(inHand, NothingTwice.since(scene.cluster().database(), since, left));
  }
}
