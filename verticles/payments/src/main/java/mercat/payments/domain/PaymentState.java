package mercat.payments.domain;

/**
 * How far a payment has come. Its rank only grows, so late or repeated evidence changes nothing.
 */
public enum PaymentState {
  /** Committed before the provider was asked. */
  SENT(0),
  /** The provider has not told; only its evidence leaves this state. */
  UNKNOWN(1),
  /** The provider holds the amount. */
  AUTHORIZED(2),
  /** The capture was committed before the provider was asked. */
  CAPTURING(3),
  /** Taken and posted to the ledger. */
  CAPTURED(4),
  /** The provider refused. */
  DECLINED(4),
  /** Nothing is held, and nothing will be. */
  VOIDED(4);

  private final int rank;

  PaymentState(int rank) {
    this.rank = rank;
  }

  /** Larger after every move. */
  public int rank() {
    return rank;
  }

  /** Whether the provider has not yet told what became of the charge. */
  public boolean isUnresolved() {
    return this == SENT || this == UNKNOWN;
  }
}
