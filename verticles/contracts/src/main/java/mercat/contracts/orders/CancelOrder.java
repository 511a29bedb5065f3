package mercat.contracts.orders;

import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.Write;

/**
 * Asks orders to end an order that was not shipped. A repeat answers as it stands.
 *
 * @param orderToken the order's token; staff may leave it empty
 */
public record CancelOrder(OrderId orderId, String orderToken)
    implements Request<CancelOrder.Reply>, Write {
  public CancelOrder {
    Text.require("order token", orderToken, 200);
  }

  /** Ended, too late, or nothing that the caller may know of. */
  public sealed interface Reply extends Message {
    /** Cancelled, or rejected when it was still pending. */
    record Cancelled(Order order) implements Reply {}

    record TooLate(Order order) implements Reply {}

    record Unknown() implements Reply {}
  }
}
