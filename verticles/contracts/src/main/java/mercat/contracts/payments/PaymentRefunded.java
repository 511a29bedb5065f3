package mercat.contracts.payments;

import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/**
 * Captured money was returned.
 *
 * @param refundedInAll everything returned for the order so far
 * @param captured what had been taken
 */
public record PaymentRefunded(
    OrderId orderId, UUID refundId, Money amount, Money refundedInAll, Money captured)
    implements Event {}
