package mercat.contracts.payments;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** The amount was taken and posted to the ledger. */
public record PaymentCaptured(OrderId orderId, Money amount) implements Event {}
