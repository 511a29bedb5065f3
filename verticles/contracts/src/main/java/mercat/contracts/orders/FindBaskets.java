package mercat.contracts.orders;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;

/**
 * Asks orders what was bought in each of these orders, whatever became of it. For contexts that
 * follow orders, not for clients.
 *
 * @param orderIds 1 to {@value #ORDERS_MAX}
 */
public record FindBaskets(List<OrderId> orderIds) implements Request<FindBaskets.Found> {
  /** The most orders to ask for at once. */
  public static final int ORDERS_MAX = 250;

  public FindBaskets {
    orderIds = List.copyOf(orderIds);
    if (orderIds.isEmpty() || orderIds.size() > ORDERS_MAX) {
      throw new IllegalArgumentException("1 to " + ORDERS_MAX + " orders");
    }
  }

  /**
   * The baskets. Of orders that were asked for by their ids, in any order; one that there is not is
   * left out.
   */
  public record Found(List<Basket> baskets) implements Message {
    public Found {
      baskets = List.copyOf(baskets);
    }
  }
}
