package mercat.contracts.inventory;

import mercat.contracts.Event;
import mercat.contracts.OrderId;

/** Every line of the order is held. */
public record StockReserved(OrderId orderId) implements Event {}
