package mercat.contracts.payments;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/**
 * Nothing is held any more, and nothing was taken.
 *
 * @param amount 0 XXX when the payment was never asked for
 */
public record PaymentVoided(OrderId orderId, Money amount) implements Event {}
