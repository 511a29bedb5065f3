package mercat.orders;

import mercat.contracts.OrderId;

/**
 * A pending order whose payment nobody can tell yet.
 *
 * @param epoch the take-over under which the process works; another has moved on
 */
record PaymentInDoubt(OrderId orderId, int epoch) {}
