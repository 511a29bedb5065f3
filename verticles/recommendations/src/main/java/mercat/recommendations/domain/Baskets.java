package mercat.recommendations.domain;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;

/**
 * What was bought together by anybody, newest first. The newest order is the one with the greatest
 * id. An order of one product says nothing.
 */
public interface Baskets {
  /** Whether anything was bought together. */
  static boolean isWorthKeeping(Basket basket) {
    return basket.skus().size() > 1;
  }

  /** The newest baskets. */
  List<Basket> latest(int most);

  /** For each product the newest baskets with it; each basket once. */
  List<Basket> latestWith(Collection<Sku> skus, int mostOfEach);

  /** Those of the products that are no longer for sale. */
  Set<Sku> withdrawn(Collection<Sku> skus);
}
