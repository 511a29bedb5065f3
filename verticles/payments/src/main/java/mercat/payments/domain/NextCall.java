package mercat.payments.domain;

/** The call of the provider that brings a payment further. */
public enum NextCall {
  NONE,
  /** Ask what became of the charge. */
  LOOK_UP,
  CAPTURE,
  /** Have it drop what it holds. */
  VOID,
  /** Return what was taken and not yet returned. */
  REFUND
}
