package mercat.inventory.domain;

import static mercat.inventory.domain.ReservationState.COMMITTED;
import static mercat.inventory.domain.ReservationState.HELD;
import static mercat.inventory.domain.ReservationState.RELEASED;

/**
 * What the fate of an order does to its reservation and to the stock: by itself as much as after
 * earlier ones of the same order.
 */
public enum Transition {
  /** The order was confirmed: what was held is sold. */
  COMMIT,
  /** The order was rejected: what was held is available again. */
  RELEASE,
  /** The order was cancelled after its confirmation: what was held or sold is available again. */
  RESTOCK;

  public record StockChange(long onHand, long reserved) {
    public StockChange plus(StockChange other) {
      return new StockChange(onHand + other.onHand, reserved + other.reserved);
    }
  }

  public ReservationState target() {
    return this == COMMIT ? COMMITTED : RELEASED;
  }

  /** Whether it does anything to a reservation in this state: a repeat does not. */
  public boolean movesFrom(ReservationState state) {
    return state == HELD || (this == RESTOCK && state == COMMITTED);
  }

  /**
   * What it does to the stock of a line.
   *
   * @param state of the reservation before; one that it moves from
   */
  public StockChange change(ReservationState state, long quantity) {
    if (!movesFrom(state)) {
      throw new IllegalStateException(this + " of a reservation that is " + state);
    }
    if (state == COMMITTED) {
      return new StockChange(quantity, 0);
    }
    return new StockChange(this == COMMIT ? -quantity : 0, -quantity);
  }
}
