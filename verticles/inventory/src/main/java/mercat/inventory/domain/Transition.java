package mercat.inventory.domain;

import java.util.Map;
import mercat.contracts.Line;

/** What the fate of an order does to its reservation and to the shelf. */
public enum Transition {
  /** The order was confirmed: what was held is sold. */
  COMMIT,
  /** The order was rejected, or confirmed and cancelled at once: what was held is free. */
  RELEASE,
  /** The confirmed order was cancelled: what was sold is back on the shelf. */
  RESTOCK;

  /** Changes of one SKU's level. */
  public record Change(long onHand, long reserved) {
    Change plus(Change other) {
      return new Change(onHand + other.onHand, reserved + other.reserved);
    }
  }

  /** This transition followed by another of the same order, as one. */
  public Transition then(Transition next) {
    return this == COMMIT && next == RESTOCK ? RESTOCK : next;
  }

  /** The state it leaves the reservation in. */
  public String target() {
    return this == COMMIT ? "committed" : "released";
  }

  /** Whether it does anything to a reservation that is in {@code state}: a repeat does not. */
  public boolean movesFrom(String state) {
    return switch (this) {
      case COMMIT, RELEASE -> state.equals("held");
      case RESTOCK -> state.equals("held") || state.equals("committed");
    };
  }

  /** Adds to {@code changes} what it does to the shelf when the line was in {@code state}. */
  public void apply(String state, Line line, Map<String, Change> changes) {
    long quantity = line.quantity();
    boolean held = state.equals("held");
    var change =
        this == COMMIT
            ? new Change(-quantity, -quantity)
            : held ? new Change(0, -quantity) : new Change(quantity, 0);
    changes.merge(line.sku().value(), change, Change::plus);
  }
}
