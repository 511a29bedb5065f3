package mercat.simulation;

/**
 * Something that keeps a promise among faults, and how to take it away from a database. Without it
 * some seed must fail, or the seeds prove nothing.
 */
enum DatabaseSafeguard {
  /** A buyer's key names one order. */
  KEY("alter table orders.orders drop constraint orders_claim_key"),
  /** An order reserves once. */
  RESERVATION("alter table inventory.reservation drop constraint reservation_pkey"),
  /** An order is charged once. */
  PAYMENT("alter table payments.payment drop constraint payment_pkey"),
  /** A delivery counts once. */
  RECEIPT("alter table inventory.receipt drop constraint receipt_pkey");

  private final String removal;

  DatabaseSafeguard(String removal) {
    this.removal = removal;
  }

  /** SQL, as the superuser. */
  String removal() {
    return removal;
  }
}
