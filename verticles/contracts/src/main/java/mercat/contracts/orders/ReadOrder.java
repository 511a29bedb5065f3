package mercat.contracts.orders;

import mercat.contracts.Address;
import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/** Asks orders, on behalf of staff, for one order and what only staff may know of its buyer. */
public record ReadOrder(OrderId orderId) implements Request<ReadOrder.Reply> {
  /** The order, or none. */
  public sealed interface Reply extends Message {
    /**
     * The whole order.
     *
     * @param shippingAddress null when the buyer gave none
     * @param reason why it was rejected, null unless it was
     * @param takeOvers how often its process was taken up anew, by whichever node, because nobody
     *     had moved it or its payment was in doubt; null where the version before answers
     */
    record Found(
        Order order,
        String email,
        @Nullable Address shippingAddress,
        @Nullable String reason,
        @Nullable Integer takeOvers)
        implements Reply {
      public Found(
          Order order, String email, @Nullable Address shippingAddress, @Nullable String reason) {
        this(order, email, shippingAddress, reason, null);
      }
    }

    record Unknown() implements Reply {}
  }
}
