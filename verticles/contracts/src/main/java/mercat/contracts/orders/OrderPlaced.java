package mercat.contracts.orders;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** An order was stored; its fate is open. */
public record OrderPlaced(OrderId orderId, Money total) implements Event {}
