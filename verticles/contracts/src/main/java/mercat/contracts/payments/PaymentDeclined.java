package mercat.contracts.payments;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** The provider refused the charge. */
public record PaymentDeclined(OrderId orderId, Money amount) implements Event {}
