package mercat.recommendations.domain;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;

/**
 * Names products that are likely to be bought next.
 *
 * <p><b>Together with a product</b>: top-N recommendation by items, with the similarity that is
 * based on conditional probability, of Deshpande and Karypis, <i>Item-Based Top-N Recommendation
 * Algorithms</i>, ACM TOIS 22(1), 2004: the baskets that hold the product vote for what else they
 * hold, a basket of n products with 1/√n, and a product's votes count for less the more often it is
 * bought anyway. The newest baskets alone vote, as in the neighbourhoods of Jannach and Ludewig,
 * <i>When Recurrent Neural Networks Meet the Neighborhood</i>, RecSys 2017: so a question costs the
 * same however long the shop has been open.
 *
 * <p><b>For a customer</b>: what they bought, the older the less (the personal item frequency of Hu
 * et al., <i>Modeling Personalized Item Frequency Information for Next-basket Recommendation</i>,
 * SIGIR 2020); then what others bought together with that; then what everybody buys of late.
 */
public final class Recommender {
  /** The newest baskets that say what everybody buys. */
  static final int POPULAR_BASKETS = 400;

  /** The newest baskets with a product that say what is bought with it. */
  static final int RELATED_BASKETS = 30;

  /** The newest baskets of a customer that say what they buy. */
  public static final int OWN_BASKETS = 20;

  /** How much less a customer's basket counts than their next one. */
  private static final double OLDER = 0.9;

  /** The products a customer bought most often whose baskets of others are looked at. */
  private static final int OWN_PRODUCTS = 20;

  /** The newest baskets with each of these. */
  private static final int OTHERS_BASKETS = 5;

  /**
   * What counts for a product that all of those baskets hold; one of the customer's own counts 1.
   */
  private static final double OTHERS_WEIGHT = 1;

  /** What would count for a product that everybody buys. */
  private static final double POPULAR_WEIGHT = 4;

  /**
   * How much it counts against a product that it is bought anyway: 0 not at all, 1 as lift does.
   */
  private static final double POPULAR_DISCOUNT = 0.1;

  /** Of so many times as many products as are wanted, those for sale are named. */
  private static final int SPARE = 3;

  private final Baskets baskets;
  private final AtomicReference<Popularity> popularity = new AtomicReference<>(Popularity.UNKNOWN);

  /** One that knows nothing of popularity until it is told to look. */
  public Recommender(Baskets baskets) {
    this.baskets = baskets;
  }

  /** Looks anew what everybody buys. To be called now and then. */
  public void refresh() {
    popularity.set(Popularity.of(baskets.latest(POPULAR_BASKETS)));
  }

  /** What is bought together with a product, the likeliest first. */
  public List<Sku> related(Sku sku, int most) {
    var votes = new Scores();
    for (var basket : baskets.latestWith(List.of(sku), RELATED_BASKETS)) {
      votes.addEach(basket.skus(), voteOf(basket));
    }
    votes.remove(sku);
    var now = popularity.get();
    votes.divideEach(other -> Math.pow(now.frequency(other), POPULAR_DISCOUNT));
    return forSale(votes, most);
  }

  /**
   * What a customer is likely to buy next, the likeliest first.
   *
   * @param bought their own newest baskets, of one product too, newest first; of these {@value
   *     #OWN_BASKETS} count
   */
  public List<Sku> forCustomer(List<Basket> bought, int most) {
    var latest = bought.stream().limit(OWN_BASKETS).toList();
    var own = own(latest);
    var all = new Scores();
    all.addAll(own, 1);
    all.addAll(others(latest, own), OTHERS_WEIGHT);
    all.addAll(popularity.get().shares(), POPULAR_WEIGHT);
    return forSale(all, most);
  }

  private static Scores own(List<Basket> latest) {
    var own = new Scores();
    double weight = 1;
    for (var basket : latest) {
      own.addEach(basket.skus(), weight);
      weight *= OLDER;
    }
    return own;
  }

  /** What others bought together with what a customer buys, as parts of 1. */
  private Scores others(List<Basket> latest, Scores own) {
    var votes = new Scores();
    var bought = own.best(OWN_PRODUCTS);
    if (bought.isEmpty()) {
      return votes;
    }
    var theirs = latest.stream().map(Basket::orderId).collect(Collectors.toSet());
    var among = Set.copyOf(bought);
    double sum = 0;
    for (var basket : baskets.latestWith(bought, OTHERS_BASKETS)) {
      if (theirs.contains(basket.orderId())) {
        continue;
      }
      double shared = basket.skus().stream().filter(among::contains).mapToDouble(own::of).sum();
      double vote = shared * voteOf(basket);
      votes.addEach(basket.skus(), vote);
      sum += vote;
    }
    double all = sum;
    if (all > 0) {
      votes.divideEach(sku -> all);
    }
    return votes;
  }

  private static double voteOf(Basket basket) {
    return 1 / Math.sqrt(basket.skus().size());
  }

  private List<Sku> forSale(Scores scores, int most) {
    var best = scores.best(most * SPARE);
    if (best.isEmpty()) {
      return best;
    }
    var withdrawn = baskets.withdrawn(best);
    return best.stream().filter(sku -> !withdrawn.contains(sku)).limit(most).toList();
  }
}
