package mercat.lab.recommending;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.lab.month.Month;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.recommendations.domain.Popularity;
import mercat.recommendations.domain.Recommender;

/**
 * Whether the recommender says better than the most popular products what is bought next: true when
 * it does for both questions, and chance does not explain it.
 *
 * @param ok whether both are clearly better
 * @param orders how many orders it has learned from
 * @param forCustomers what each buyer of those bought first in the month that follows
 * @param related what else an order of that month holds, told by its first line
 */
public record RecommendationVerdict(
    boolean ok, int orders, Comparison forCustomers, Comparison related) implements CommandVerdict {
  /** Chance alone is below this once in a hundred comparisons. */
  private static final double P_MAX = 0.01;

  /** Learns from all months but the last, which it is asked about. */
  static RecommendationVerdict of(List<Month> months) {
    var learned = MonthBaskets.of(months.subList(0, months.size() - 1));
    var recommender = new Recommender(learned);
    recommender.refresh();
    var popular = Popularity.of(learned.all()).leaders();
    var orders = months.getLast().orders();
    var forCustomers = forCustomers(learned, recommender, popular, orders);
    var related = related(recommender, popular, orders);
    return new RecommendationVerdict(
        isClear(forCustomers) && isClear(related), learned.all().size(), forCustomers, related);
  }

  private static Comparison forCustomers(
      MonthBaskets learned, Recommender recommender, List<Sku> popular, List<Month.Order> orders) {
    var comparison = Comparison.about("what a customer buys next");
    for (var next : nextOfEach(learned, orders)) {
      var account = Objects.requireNonNull(MonthBaskets.account(next));
      comparison =
          comparison.with(
              recommender.forCustomer(
                  learned.latestOf(account, Recommender.OWN_BASKETS), Guesses.LIST),
              popular.stream().limit(Guesses.LIST).toList(),
              MonthBaskets.skus(next));
    }
    return comparison;
  }

  /** The first order of each buyer who has bought before. */
  private static List<Month.Order> nextOfEach(MonthBaskets learned, List<Month.Order> orders) {
    var seen = new HashSet<UUID>();
    return orders.stream()
        .filter(order -> {
          var account = MonthBaskets.account(order);
          return account != null && learned.knows(account) && seen.add(account);
        })
        .toList();
  }

  private static Comparison related(
      Recommender recommender, List<Sku> popular, List<Month.Order> orders) {
    var comparison = Comparison.about("what else is in the order");
    for (var order : orders) {
      var skus = MonthBaskets.skus(order);
      if (skus.size() > 1) {
        var first = skus.getFirst();
        comparison =
            comparison.with(
                recommender.related(first, Guesses.LIST),
                popular.stream().filter(sku -> !sku.equals(first)).limit(Guesses.LIST).toList(),
                skus.subList(1, skus.size()));
      }
    }
    return comparison;
  }

  private static boolean isClear(Comparison comparison) {
    return comparison.p() < P_MAX;
  }

  @Override
  public void print(Screen screen) {
    var table =
        TextTable.of("question | method | asked | hits | hit rate at 10 | precision | recall");
    for (var comparison : List.of(forCustomers, related)) {
      addTo(table, comparison.what(), "recommender", comparison.recommender());
      addTo(table, "", "most popular", comparison.mostPopular());
    }
    screen.table(table);
    for (var comparison : List.of(forCustomers, related)) {
      screen.line(
          "chance",
          "%s: the recommender alone is right in %s, the most popular alone in %s (p = %s)",
          comparison.what(),
          comparison.better(),
          comparison.worse(),
          "%.2g".formatted(comparison.p()));
    }
    screen.line("learned", "%s orders, of which the first %s lines count", orders, Basket.SKUS_MAX);
    screen.verdict(
        ok(),
        "clearly better than the most popular products",
        "NOT clearly better than the most popular products");
  }

  private static void addTo(TextTable table, String question, String method, Guesses guesses) {
    table.add(
        question,
        method,
        guesses.asked(),
        guesses.hits(),
        "%.3f".formatted(guesses.hitRate()),
        "%.3f".formatted(guesses.precision()),
        "%.3f".formatted(guesses.recall()));
  }
}
