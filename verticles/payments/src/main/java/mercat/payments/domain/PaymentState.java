package mercat.payments.domain;

/**
 * How far a payment has come. It only moves down this list and leaves none of the last three, so
 * late or repeated evidence changes nothing.
 */
public enum PaymentState {
  /** Committed before the provider was asked. */
  SENT,
  /** The provider has not told; only its evidence leaves this state. */
  UNKNOWN,
  /** The provider holds the amount. */
  AUTHORIZED,
  /** The capture was committed before the provider was asked. */
  CAPTURING,
  /** Taken and posted to the ledger. */
  CAPTURED,
  /** The provider refused. */
  DECLINED,
  /** Nothing is held, and nothing will be. */
  VOIDED;

  /** Whether the provider has not yet told what became of the charge. */
  public boolean isUnresolved() {
    return this == SENT || this == UNKNOWN;
  }
}
