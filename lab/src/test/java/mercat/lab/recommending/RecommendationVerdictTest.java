package mercat.lab.recommending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.lab.month.Month;
import org.junit.jupiter.api.Test;

class RecommendationVerdictTest {
  private static List<Sku> skus(String... names) {
    return Stream.of(names).map(Sku::new).toList();
  }

  private static Month.Order order(String email, String... skus) {
    return new Month.Order(
        "1", email, Stream.of(skus).map(sku -> new Month.Line(sku, 1, 1)).toList());
  }

  private static Month month(Month.Order... orders) {
    return new Month(Path.of("x"), "", 0, List.of(), List.of(orders), 0, 0, 0, List.of());
  }

  private static Month real(String name) throws URISyntaxException {
    var file =
        Objects.requireNonNull(
            RecommendationVerdictTest.class.getResource("/online-retail/" + name + ".csv.gz"));
    return Month.read(Path.of(file.toURI()));
  }

  @Test
  void saysOfARealShopMoreThanItsMostPopularProductsDo() throws URISyntaxException {
    var verdict =
        RecommendationVerdict.of(List.of(real("2010-12"), real("2011-01"), real("2011-02")));
    var customers = verdict.forCustomers();
    assertThat(customers.recommender().asked()).isEqualTo(377);
    assertThat(customers.mostPopular().hitRate()).isCloseTo(0.475, within(0.001));
    assertThat(customers.recommender().hitRate()).isGreaterThan(0.78);
    assertThat(customers.recommender().recall())
        .isGreaterThan(4 * customers.mostPopular().recall());
    var related = verdict.related();
    assertThat(related.recommender().hitRate())
        .isGreaterThan(related.mostPopular().hitRate() + 0.1);
    assertThat(verdict.ok()).isTrue();
  }

  @Test
  void countsListsThatHoldSomethingOfWhatWasBought() {
    var guesses =
        Guesses.NONE
            .with(skus("A", "B"), skus("B", "C", "D", "E"))
            .with(skus("A"), skus("X"))
            .with(skus("A", "B"), skus("A", "B"))
            .with(skus(), skus("A"));
    assertThat(guesses.asked()).isEqualTo(4);
    assertThat(guesses.hits()).isEqualTo(2);
    assertThat(guesses.hitRate()).isEqualTo(0.5);
    assertThat(guesses.precision()).isCloseTo((0.1 + 0.2) / 4, within(1e-12));
    assertThat(guesses.recall()).isCloseTo((0.25 + 1) / 4, within(1e-12));
  }

  @Test
  void believesADifferenceThatChanceDoesNotExplain() {
    var even = Comparison.about("something");
    assertThat(even.p()).isEqualTo(1);
    var better = even;
    for (int i = 0; i < 10; i++) {
      better = better.with(skus("A"), skus("B"), skus("A"));
    }
    assertThat(better.p()).isCloseTo(Math.pow(0.5, 10), within(1e-9));
    var mixed = better.with(skus("A"), skus("B"), skus("B")).with(skus("A"), skus("A"), skus("A"));
    assertThat(mixed.better()).isEqualTo(10);
    assertThat(mixed.worse()).isEqualTo(1);
    assertThat(mixed.p()).isCloseTo(12 * Math.pow(0.5, 11), within(1e-9));
  }

  @Test
  void isFalseWhereTheMostPopularProductsSayAsMuch() {
    var bought = order("c1@example.org", "A", "B");
    assertThat(RecommendationVerdict.of(List.of(month(bought), month(bought))).ok()).isFalse();
  }

  @Test
  void asksForTheFirstOrderOfWhomItKnows() {
    var learned = month(order("c1@example.org", "A", "B"), order("guest-7@example.org", "A"));
    var asked =
        month(
            order("c1@example.org", "A", "C"),
            order("c1@example.org", "Z"),
            order("c2@example.org", "A"),
            order("guest-7@example.org", "A"));
    var verdict = RecommendationVerdict.of(List.of(learned, asked));
    assertThat(verdict.orders()).as("a guest's one product says nothing").isEqualTo(1);
    assertThat(verdict.forCustomers().recommender().asked()).isEqualTo(1);
    assertThat(verdict.forCustomers().recommender().hits()).isEqualTo(1);
    assertThat(verdict.related().recommender().asked()).isEqualTo(1);
  }

  @Test
  void keepsTheFirstLinesOfALongOrder() {
    var skus = IntStream.range(0, 150).mapToObj(i -> "S" + i).toArray(String[]::new);
    var baskets = MonthBaskets.of(List.of(month(order("c1@example.org", skus))));
    assertThat(baskets.latest(1).getFirst().skus())
        .hasSize(Basket.SKUS_MAX)
        .contains(new Sku("S99"));
    assertThat(baskets.latestWith(skus("S100"), 10)).isEmpty();
    assertThat(baskets.latestOf(new UUID(0, 0), 10)).isEmpty();
  }
}
