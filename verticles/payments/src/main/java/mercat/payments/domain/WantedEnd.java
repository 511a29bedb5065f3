package mercat.payments.domain;

/** The end that orders wants a payment to have. */
public enum WantedEnd {
  /** The order's fate is open. */
  UNDECIDED,
  /** The order stands: the money is to be taken. */
  CAPTURED,
  /** The order is off: nothing is to be held, and what was taken goes back. */
  NOTHING
}
