package mercat.contracts.payments;

import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/**
 * Captured money was returned; of a cancelled order that cost nothing, that is nothing.
 *
 * @param refundedInAll everything returned for the order so far
 * @param captured what had been taken
 */
public record PaymentRefunded(
    OrderId orderId, UUID refundId, Money amount, Money refundedInAll, Money captured)
    implements Event {}
