package mercat.recommendations.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;
import mercat.contracts.Sku;

/** How much speaks for each product. Equal input in equal order gives equal scores. */
final class Scores {
  private static final Comparator<Map.Entry<Sku, Double>> BEST_FIRST =
      Map.Entry.<Sku, Double>comparingByValue()
          .reversed()
          .thenComparing(Map.Entry.<Sku, Double>comparingByKey());

  private final Map<Sku, Double> bySku = new HashMap<>();

  void add(Sku sku, double weight) {
    bySku.merge(sku, weight, Double::sum);
  }

  void addEach(Collection<Sku> skus, double weight) {
    skus.forEach(sku -> add(sku, weight));
  }

  /** Adds the other scores, each times a factor. */
  void addAll(Scores others, double factor) {
    others.bySku.forEach((sku, score) -> add(sku, score * factor));
  }

  void remove(Sku sku) {
    bySku.remove(sku);
  }

  void divideEach(ToDoubleFunction<Sku> divisor) {
    bySku.replaceAll((sku, score) -> score / divisor.applyAsDouble(sku));
  }

  double of(Sku sku) {
    return bySku.getOrDefault(sku, 0.0);
  }

  /** The products with the highest scores, the highest first; of equals the first by name. */
  List<Sku> best(int most) {
    var best = new PriorityQueue<>(BEST_FIRST.reversed());
    for (var entry : bySku.entrySet()) {
      best.add(entry);
      if (best.size() > most) {
        best.remove();
      }
    }
    return best.stream().sorted(BEST_FIRST).map(Map.Entry::getKey).toList();
  }
}
