package mercat.contracts.payments;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** The provider did not tell the outcome; evidence will. */
public record PaymentUnknown(OrderId orderId, Money amount) implements Event {}
