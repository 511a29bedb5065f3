package mercat.contracts.orders;

import java.util.List;
import mercat.contracts.Address;
import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Page;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks orders for the orders of a customer, who is the actor, newest first.
 *
 * @param before the last id of the page before, null for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 */
public record ListOwnOrders(@Nullable OrderId before, int limit)
    implements Request<ListOwnOrders.Found> {
  public ListOwnOrders {
    Page.requireLimit(limit);
  }

  /** One page; {@code more} tells whether another follows. */
  public record Found(List<OwnOrder> orders, boolean more) implements Message {
    public Found {
      orders = List.copyOf(orders);
    }
  }

  /**
   * An order with all that its buyer gave for it.
   *
   * @param shippingAddress null when the buyer gave none
   */
  public record OwnOrder(
      Order order, String email, @Nullable Address shippingAddress, String paymentMethod) {}
}
