package mercat.payments;

/** How far a refund has come. */
enum RefundState {
  /** Committed before the provider was asked. */
  SENT,
  /** The money went back. */
  DONE
}
