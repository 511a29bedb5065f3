package mercat.contracts.payments;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** The provider holds the amount. */
public record PaymentAuthorized(OrderId orderId, Money amount) implements Event {}
