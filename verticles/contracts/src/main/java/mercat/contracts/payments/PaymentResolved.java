package mercat.contracts.payments;

import mercat.contracts.Event;
import mercat.contracts.OrderId;

/**
 * The outcome of a payment that was in doubt became known.
 *
 * @param isAuthorized whether the provider holds the amount; else it refused
 * @param reason why it refused, empty if it did not
 */
public record PaymentResolved(OrderId orderId, boolean isAuthorized, String reason)
    implements Event {}
