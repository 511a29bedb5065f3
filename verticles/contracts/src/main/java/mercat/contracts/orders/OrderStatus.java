package mercat.contracts.orders;

/**
 * Whether an order stands. {@code pending → confirmed → closed}, {@code pending → rejected}, {@code
 * confirmed → cancelled}.
 */
public enum OrderStatus {
  PENDING,
  CONFIRMED,
  REJECTED,
  CANCELLED,
  CLOSED
}
