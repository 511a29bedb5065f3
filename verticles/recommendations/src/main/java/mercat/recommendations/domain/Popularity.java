package mercat.recommendations.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;

/**
 * How often each product was bought of late.
 *
 * @param orders how many baskets were looked at
 * @param counts how many of them hold the product
 * @param leaders the products bought most often, the most frequent first, at most {@value
 *     #LEADERS_MAX}
 */
public record Popularity(int orders, Map<Sku, Integer> counts, List<Sku> leaders) {
  /** The most leaders. */
  public static final int LEADERS_MAX = 300;

  /** Baskets that would have to hold none of a product, before anything is believed. */
  private static final double DOUBT = 100;

  /** Before anything was bought. */
  static final Popularity UNKNOWN = new Popularity(0, Map.of(), List.of());

  public Popularity {
    counts = Map.copyOf(counts);
    leaders = List.copyOf(leaders);
  }

  /** As these baskets say. */
  public static Popularity of(List<Basket> baskets) {
    var counts = new HashMap<Sku, Integer>();
    var ranked = new Scores();
    baskets.forEach(basket -> basket.skus().forEach(sku -> counts.merge(sku, 1, Integer::sum)));
    counts.forEach(ranked::add);
    return new Popularity(baskets.size(), counts, ranked.best(LEADERS_MAX));
  }

  /** In how many baskets the product is, and never 0: it was bought at least once, somewhere. */
  double frequency(Sku sku) {
    return counts.getOrDefault(sku, 0) + 1.0;
  }

  /** The part of the baskets that hold a leader, of each leader; less where little is known yet. */
  Scores shares() {
    var shares = new Scores();
    leaders.forEach(sku -> shares.add(sku, counts.getOrDefault(sku, 0) / (orders + DOUBT)));
    return shares;
  }
}
