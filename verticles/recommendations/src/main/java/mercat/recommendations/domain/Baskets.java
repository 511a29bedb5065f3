package mercat.recommendations.domain;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import org.jspecify.annotations.Nullable;

/**
 * What was bought, newest first. The newest order is the one with the greatest id. Those that say
 * nothing need not be kept.
 */
public interface Baskets {
  /** Whether a basket says anything: what its customer buys, or what is bought together. */
  static boolean isWorthKeeping(Basket basket) {
    return basket.accountId() != null || basket.skus().size() > 1;
  }

  /** The newest baskets of more than one product, of anybody. */
  List<Basket> latest(int most);

  /** The newest baskets of a customer. */
  List<Basket> latestOf(UUID account, int most);

  /**
   * For each product the newest baskets with it and with anything else; each basket once.
   *
   * @param exceptAccount whose own baskets are left out of what was found; null: nobody's
   */
  List<Basket> latestWith(Collection<Sku> skus, int mostOfEach, @Nullable UUID exceptAccount);

  /** Those of the products that are no longer for sale. */
  Set<Sku> withdrawn(Collection<Sku> skus);
}
