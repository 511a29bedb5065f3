package mercat.contracts.orders;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** The order stands: its stock is sold, its payment may be captured. */
public record OrderConfirmed(OrderId orderId, Money total) implements Event {}
