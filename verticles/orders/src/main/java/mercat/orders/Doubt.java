package mercat.orders;

import mercat.contracts.OrderId;

/** A pending order whose payment nobody can tell yet. */
record Doubt(OrderId orderId, int epoch) {
  /** It is written down; evidence or recovery will go on. */
  record Noted(OrderId orderId) {}
}
