package mercat.contracts.orders;

import mercat.contracts.Event;
import mercat.contracts.OrderId;

/** The order left the shop. */
public record OrderShipped(OrderId orderId) implements Event {}
