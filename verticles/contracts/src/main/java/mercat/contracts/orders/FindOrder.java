package mercat.contracts.orders;

import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Text;

/**
 * Asks orders for one order.
 *
 * @param orderToken the order's token; staff may leave it empty
 */
public record FindOrder(OrderId orderId, String orderToken) implements Request<FindOrder.Reply> {
  public FindOrder {
    Text.require("order token", orderToken, 200);
  }

  /** The order, or nothing that the caller may know of. */
  public sealed interface Reply extends Message {
    record Found(Order order) implements Reply {}

    record Unknown() implements Reply {}
  }
}
