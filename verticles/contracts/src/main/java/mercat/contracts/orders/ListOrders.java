package mercat.contracts.orders;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Page;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks orders, on behalf of staff, for orders, newest first: what a node of the version before asks
 * in place of {@link SearchOrders}.
 *
 * @param status null for any
 * @param before the last id of the page before, null for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 */
public record ListOrders(@Nullable OrderStatus status, @Nullable OrderId before, int limit)
    implements Request<ListOrders.Found> {
  public ListOrders {
    Page.requireLimit(limit);
  }

  /** One page; {@code more} tells whether another follows. */
  public record Found(List<Order> orders, boolean more) implements Message {
    public Found {
      orders = List.copyOf(orders);
    }
  }
}
