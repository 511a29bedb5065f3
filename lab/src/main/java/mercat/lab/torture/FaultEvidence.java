package mercat.lab.torture;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mercat.lab.torture.Freeze.Zombie;
import org.jspecify.annotations.Nullable;

/** What a fault notes of itself while it strikes, for whoever judges it. */
final class FaultEvidence {
  private OptionalLong fewestOfASide = OptionalLong.empty();
  private @Nullable Freeze freeze;
  private @Nullable Zombie zombie;
  private boolean ofOldest;
  private @Nullable AfterCrash afterCrash;
  private Ambush.@Nullable Caught caught;

  /**
   * What was there when all nodes and all clients had died, the nodes were started again, and
   * nobody asked for anything.
   *
   * @param pending orders without a fate when the database answered again
   * @param settledMs from the crash until every order had its fate and everybody had followed
   * @param isAtRest whether that came in time
   * @param broken invariants that did not hold then, what clients were told included
   */
  record AfterCrash(long pending, long settledMs, boolean isAtRest, List<String> broken) {
    AfterCrash {
      broken = List.copyOf(broken);
    }
  }

  /** One of two sides that were parted acknowledged so many orders. */
  void served(long orders) {
    fewestOfASide = OptionalLong.of(Math.min(orders, fewestOfASide.orElse(orders)));
  }

  /** A node was frozen, which is to be examined when it has had its time to do harm. */
  void frozen(Freeze frozen) {
    freeze = frozen;
  }

  void crashed(AfterCrash found) {
    afterCrash = found;
  }

  void caught(Ambush.Caught found) {
    caught = found;
  }

  /** Looks at what a frozen node has done since. */
  void examine() {
    if (freeze != null) {
      cameBack(freeze.examine(), freeze.isOldest());
    }
  }

  void cameBack(Zombie found, boolean isOldest) {
    zombie = found;
    ofOldest = isOldest;
  }

  OptionalLong fewestOfASide() {
    return fewestOfASide;
  }

  Optional<Zombie> zombie() {
    return Optional.ofNullable(zombie);
  }

  /** Whether the node that leads the others was frozen. */
  boolean ofOldest() {
    return ofOldest;
  }

  Optional<AfterCrash> afterCrash() {
    return Optional.ofNullable(afterCrash);
  }

  Optional<Ambush.Caught> caught() {
    return Optional.ofNullable(caught);
  }
}
