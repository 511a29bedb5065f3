package mercat.orders;

import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.orders.domain.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * A pending order about to meet its fate: the last step of checkout.
 *
 * @param epoch the take-over under which the process works; another has moved on
 * @param rejection null to confirm
 */
record Settlement(OrderId orderId, int epoch, Money total, @Nullable Rejection rejection) {
  /** Whether this settlement decided; if not, somebody else has. */
  record Settled(boolean moved, java.time.@Nullable Instant confirmedAt) {}
}
