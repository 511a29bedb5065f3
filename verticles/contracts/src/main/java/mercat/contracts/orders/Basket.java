package mercat.contracts.orders;

import java.util.List;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import org.jspecify.annotations.Nullable;

/**
 * What was bought together: an order without its amounts. It never changes, but for the account,
 * which is gone when its person is erased.
 *
 * @param accountId of the customer who placed it; null for a guest's, also for one that was claimed
 *     later, and for an erased person's
 * @param skus the first {@value #SKUS_MAX} lines of the order, in their order
 */
public record Basket(OrderId orderId, @Nullable UUID accountId, List<Sku> skus) {
  /** The most lines of one order that count. */
  public static final int SKUS_MAX = 100;

  public Basket {
    skus = List.copyOf(skus);
    if (skus.isEmpty() || skus.size() > SKUS_MAX) {
      throw new IllegalArgumentException("a basket has 1 to " + SKUS_MAX + " SKUs");
    }
  }

  /** The same, of nobody. */
  public Basket withoutAccount() {
    return new Basket(orderId, null, skus);
  }
}
