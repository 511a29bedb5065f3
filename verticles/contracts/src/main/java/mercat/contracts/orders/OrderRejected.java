package mercat.contracts.orders;

import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.OrderId;

/**
 * The order never stood.
 *
 * @param reason {@code out_of_stock}, {@code payment_declined}, {@code payment_unresolved} or
 *     {@code cancelled}
 * @param asked the steps that others were asked for and must undo
 */
public record OrderRejected(OrderId orderId, String reason, Set<Step> asked) implements Event {
  public OrderRejected {
    asked = Set.copyOf(asked);
  }
}
