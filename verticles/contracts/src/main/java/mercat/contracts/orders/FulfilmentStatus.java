package mercat.contracts.orders;

/** How far an order has come on its way to the buyer. Moves forward only. */
public enum FulfilmentStatus {
  NONE,
  PARTLY_SHIPPED,
  SHIPPED,
  DELIVERED,
  PARTLY_RETURNED,
  RETURNED
}
