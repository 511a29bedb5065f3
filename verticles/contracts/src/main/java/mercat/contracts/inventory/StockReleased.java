package mercat.contracts.inventory;

import mercat.contracts.Event;
import mercat.contracts.OrderId;

/** What was held for the order is free again, or, after a cancellation, back on the shelf. */
public record StockReleased(OrderId orderId) implements Event {}
