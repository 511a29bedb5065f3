package mercat.orders;

import java.time.Instant;
import mercat.contracts.OrderId;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a move may change of an order, as the row stands after it.
 *
 * @param confirmedAt null until confirmed
 * @param refusal null unless rejected
 */
record MovedOrder(
    OrderId id, OrderState state, @Nullable Instant confirmedAt, @Nullable Refusal refusal) {}
