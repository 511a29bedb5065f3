package mercat.contracts.orders;

/** How an order's payment stands. Moves forward only. */
public enum PaymentStatus {
  NONE,
  AUTHORIZED,
  CAPTURED,
  IN_DOUBT,
  PARTLY_REFUNDED,
  REFUNDED,
  VOIDED,
  DECLINED
}
