package mercat.contracts.orders;

import java.util.List;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;

/**
 * What was bought together: an order without its amounts and its buyer. It never changes.
 *
 * @param skus the first {@value #SKUS_MAX} lines of the order, in their order
 */
public record Basket(OrderId orderId, List<Sku> skus) {
  /** The most lines of one order that count. */
  public static final int SKUS_MAX = 100;

  public Basket {
    skus = List.copyOf(skus);
    if (skus.isEmpty() || skus.size() > SKUS_MAX) {
      throw new IllegalArgumentException("a basket has 1 to " + SKUS_MAX + " SKUs");
    }
  }
}
