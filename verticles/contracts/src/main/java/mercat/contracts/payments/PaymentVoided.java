package mercat.contracts.payments;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** The hold at the provider was dropped; nothing was taken. */
public record PaymentVoided(OrderId orderId, Money amount) implements Event {}
