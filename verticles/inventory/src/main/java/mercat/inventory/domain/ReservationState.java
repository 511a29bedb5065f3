package mercat.inventory.domain;

/** What became of an order's reservation. */
public enum ReservationState {
  /** The lines are promised to the order. */
  HELD,
  /** There was not enough. */
  REFUSED,
  /** The lines are sold. */
  COMMITTED,
  /** The lines are available again. Without lines: a tombstone that a late reserve finds. */
  RELEASED
}
