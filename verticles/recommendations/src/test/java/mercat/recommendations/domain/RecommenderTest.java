package mercat.recommendations.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Sku;
import org.junit.jupiter.api.Test;

class RecommenderTest {
  private static final UUID ANN = new UUID(7, 1);
  private static final UUID BOB = new UUID(7, 2);

  private final KeptBaskets baskets = new KeptBaskets();
  private final Recommender recommender = new Recommender(baskets);

  private List<String> related(String sku, int most) {
    recommender.refresh();
    return names(recommender.related(new Sku(sku), most));
  }

  private List<String> forCustomer(UUID account, int most) {
    recommender.refresh();
    return names(recommender.forCustomer(account, most));
  }

  private static List<String> names(List<Sku> skus) {
    return skus.stream().map(Sku::value).toList();
  }

  @Test
  void knowsNothingBeforeAnythingWasBought() {
    assertThat(related("CUP", 10)).isEmpty();
    assertThat(forCustomer(ANN, 10)).isEmpty();
  }

  @Test
  void namesWhatIsBoughtTogetherMostOftenFirst() {
    baskets.buys(null, "CUP SAUCER");
    baskets.buys(null, "CUP SAUCER");
    baskets.buys(null, "CUP SPOON");
    baskets.buys(null, "POT LID");
    assertThat(related("CUP", 10)).containsExactly("SAUCER", "SPOON");
    assertThat(related("CUP", 1)).containsExactly("SAUCER");
    assertThat(related("LID", 10)).containsExactly("POT");
  }

  @Test
  void countsASmallBasketForMoreThanALargeOne() {
    baskets.buys(null, "CUP SAUCER");
    baskets.buys(null, "CUP A B C D E F G H");
    assertThat(related("CUP", 1)).containsExactly("SAUCER");
  }

  @Test
  void countsWhatIsBoughtAnywayForLess() {
    for (int i = 0; i < 50; i++) {
      baskets.buys(null, "BAG OTHER" + i);
    }
    baskets.buys(null, "CUP BAG");
    baskets.buys(null, "CUP SAUCER");
    assertThat(related("CUP", 10)).containsExactly("SAUCER", "BAG");
  }

  @Test
  void letsTheNewestBasketsAloneSpeak() {
    baskets.buys(null, "CUP OLD");
    for (int i = 0; i < Recommender.RELATED_BASKETS; i++) {
      baskets.buys(null, "CUP NEW");
    }
    assertThat(related("CUP", 10)).containsExactly("NEW");
  }

  @Test
  void namesOfEqualsTheFirstByName() {
    baskets.buys(null, "CUP D B C A");
    assertThat(related("CUP", 3)).containsExactly("A", "B", "C");
  }

  @Test
  void namesNothingThatIsWithdrawn() {
    baskets.buys(ANN, "CUP SAUCER SPOON");
    baskets.withdraw("SAUCER");
    assertThat(related("CUP", 2)).containsExactly("SPOON");
    assertThat(forCustomer(ANN, 2)).containsExactly("CUP", "SPOON");
  }

  @Test
  void namesWhatACustomerBuysAgainAndAgainFirst() {
    baskets.buys(ANN, "ONCE TWICE");
    baskets.buys(ANN, "TWICE LATE");
    for (int i = 0; i < 4; i++) {
      baskets.buys(BOB, "BOBS");
    }
    assertThat(forCustomer(ANN, 3)).containsExactly("TWICE", "LATE", "ONCE");
  }

  @Test
  void namesWhatOthersBuyTogetherWithWhatACustomerBuys() {
    baskets.buys(ANN, "CUP");
    baskets.buys(BOB, "CUP SAUCER");
    baskets.buys(null, "POT LID");
    baskets.buys(null, "POT LID");
    assertThat(forCustomer(ANN, 2)).containsExactly("CUP", "SAUCER");
  }

  @Test
  void namesToANewcomerWhatEverybodyBuys() {
    baskets.buys(BOB, "POT LID");
    baskets.buys(null, "POT CUP");
    assertThat(forCustomer(ANN, 1)).containsExactly("POT");
  }

  @Test
  void looksAtNoMoreBasketsHoweverManyThereAre() {
    for (int i = 0; i < 2_000; i++) {
      baskets.buys(i % 2 == 0 ? ANN : BOB, "A B C D E F G H I J K L");
    }
    assertThat(forCustomer(ANN, 10)).hasSize(10);
    assertThat(related("A", 10)).hasSize(10);
    assertThat(baskets.seen()).isEqualTo(Recommender.POPULAR_BASKETS);
  }
}
