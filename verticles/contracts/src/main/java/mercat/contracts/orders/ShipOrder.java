package mercat.contracts.orders;

import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Asks orders, on behalf of staff, to note that a confirmed order left the shop. A repeat answers
 * as it stands.
 */
public record ShipOrder(OrderId orderId) implements Request<ShipOrder.Reply>, Write {
  /** Shipped, not to be shipped as it stands, or unknown. */
  public sealed interface Reply extends Message {
    record Shipped(Order order) implements Reply {}

    record NotShippable(Order order) implements Reply {}

    record Unknown() implements Reply {}
  }
}
