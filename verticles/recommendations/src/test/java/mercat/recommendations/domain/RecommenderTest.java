package mercat.recommendations.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import org.junit.jupiter.api.Test;

class RecommenderTest {
  private final KeptBaskets baskets = new KeptBaskets();
  private final Recommender recommender = new Recommender(baskets);

  private List<String> related(String sku, int most) {
    recommender.refresh();
    return names(recommender.related(new Sku(sku), most));
  }

  /** For who bought these, newest first. */
  private List<String> forCustomer(List<Basket> bought, int most) {
    recommender.refresh();
    return names(recommender.forCustomer(bought, most));
  }

  private static List<String> names(List<Sku> skus) {
    return skus.stream().map(Sku::value).toList();
  }

  @Test
  void knowsNothingBeforeAnythingWasBought() {
    assertThat(related("CUP", 10)).isEmpty();
    assertThat(forCustomer(List.of(), 10)).isEmpty();
  }

  @Test
  void namesWhatIsBoughtTogetherMostOftenFirst() {
    baskets.buys("CUP SAUCER");
    baskets.buys("CUP SAUCER");
    baskets.buys("CUP SPOON");
    baskets.buys("POT LID");
    assertThat(related("CUP", 10)).containsExactly("SAUCER", "SPOON");
    assertThat(related("CUP", 1)).containsExactly("SAUCER");
    assertThat(related("LID", 10)).containsExactly("POT");
  }

  @Test
  void countsASmallBasketForMoreThanALargeOne() {
    baskets.buys("CUP SAUCER");
    baskets.buys("CUP A B C D E F G H");
    assertThat(related("CUP", 1)).containsExactly("SAUCER");
  }

  @Test
  void countsWhatIsBoughtAnywayForLess() {
    for (int i = 0; i < 50; i++) {
      baskets.buys("BAG OTHER" + i);
    }
    baskets.buys("CUP BAG");
    baskets.buys("CUP SAUCER");
    assertThat(related("CUP", 10)).containsExactly("SAUCER", "BAG");
  }

  @Test
  void letsTheNewestBasketsAloneSpeak() {
    baskets.buys("CUP OLD");
    for (int i = 0; i < Recommender.RELATED_BASKETS; i++) {
      baskets.buys("CUP NEW");
    }
    assertThat(related("CUP", 10)).containsExactly("NEW");
  }

  @Test
  void namesOfEqualsTheFirstByName() {
    baskets.buys("CUP D B C A");
    assertThat(related("CUP", 3)).containsExactly("A", "B", "C");
  }

  @Test
  void namesNothingThatIsWithdrawn() {
    var own = baskets.buys("CUP SAUCER SPOON");
    baskets.withdraw("SAUCER");
    assertThat(related("CUP", 2)).containsExactly("SPOON");
    assertThat(forCustomer(List.of(own), 2)).containsExactly("CUP", "SPOON");
  }

  @Test
  void namesWhatACustomerBuysAgainAndAgainFirst() {
    var first = baskets.buys("ONCE TWICE");
    var second = baskets.buys("TWICE LATE");
    for (int i = 0; i < 4; i++) {
      baskets.buys("BOBS");
    }
    assertThat(forCustomer(List.of(second, first), 3)).containsExactly("TWICE", "LATE", "ONCE");
  }

  @Test
  void namesWhatOthersBuyTogetherWithWhatACustomerBuys() {
    var own = baskets.buys("CUP");
    baskets.buys("CUP SAUCER");
    baskets.buys("POT LID");
    baskets.buys("POT LID");
    assertThat(forCustomer(List.of(own), 2)).containsExactly("CUP", "SAUCER");
  }

  @Test
  void doesNotTakeForOthersWhatACustomerBought() {
    var own = baskets.buys("CUP ONCE");
    var again = baskets.buys("CUP");
    baskets.buys("CUP SAUCER");
    assertThat(forCustomer(List.of(again, own), 3)).containsExactly("CUP", "SAUCER", "ONCE");
  }

  @Test
  void countsTheNewestOfACustomersBasketsAlone() {
    var own = new ArrayList<Basket>();
    for (int i = 0; i < Recommender.OWN_BASKETS; i++) {
      own.add(baskets.buys("NEW"));
    }
    own.add(baskets.buys("OLD"));
    assertThat(forCustomer(own, 10)).containsExactly("NEW");
  }

  @Test
  void namesToANewcomerWhatEverybodyBuys() {
    baskets.buys("POT LID");
    baskets.buys("POT CUP");
    assertThat(forCustomer(List.of(), 1)).containsExactly("POT");
  }

  @Test
  void looksAtNoMoreBasketsHoweverManyThereAre() {
    var own =
        IntStream.range(0, 2_000)
            .mapToObj(i -> baskets.buys("A B C D E F G H I J K L"))
            .toList()
            .reversed();
    assertThat(forCustomer(own, 10)).hasSize(10);
    assertThat(related("A", 10)).hasSize(10);
    assertThat(baskets.seen()).isEqualTo(Recommender.POPULAR_BASKETS);
  }
}
