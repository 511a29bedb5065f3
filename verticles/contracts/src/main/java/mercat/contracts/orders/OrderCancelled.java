package mercat.contracts.orders;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** A confirmed order was ended: its stock goes back on the shelf, its money back to the buyer. */
public record OrderCancelled(OrderId orderId, Money total) implements Event {}
