package mercat.contracts.orders;

import java.util.UUID;
import mercat.contracts.Request;
import mercat.contracts.Write;
import org.jspecify.annotations.Nullable;

/**
 * Asks orders to take an order of a customer, who is the actor. Its key is theirs alone: nobody
 * else's names this order.
 *
 * @param shippingAddressId the saved address that the order goes to, in place of one that {@code
 *     order} says; null when none is named
 */
public record PlaceOwnOrder(PlaceOrder order, @Nullable UUID shippingAddressId)
    implements Request<PlaceOrder.Reply>, Write {
  public PlaceOwnOrder {
    if (shippingAddressId != null && order.shippingAddress() != null) {
      throw new IllegalArgumentException("an order goes to one shipping address");
    }
  }
}
