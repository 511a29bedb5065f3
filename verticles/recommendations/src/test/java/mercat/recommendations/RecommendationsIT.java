package mercat.recommendations;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.orders.FindBaskets;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.recommendations.OwnRecommendations;
import mercat.platform.Failure;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What recommendations learns from orders and the catalog, and whom it tells. */
class RecommendationsIT {
  private static final Money TOTAL = new Money(1, "GBP");
  private static final String PARKED =
      "select position from recommendations.parked where source = 'orders'";

  @AutoClose private final RunningRecommendations shop = new RunningRecommendations();
  private final UUID ann = UUID.randomUUID();

  @Test
  void learnsWhatIsBoughtTogetherAndByWhom() {
    shop.buys(null, "CUP", "SAUCER");
    shop.buys(ann, "CUP", "SAUCER", "SPOON");
    shop.awaitFollowed();
    assertThat(shop.related("CUP")).containsExactly("SAUCER", "SPOON");
    assertThat(shop.related("SPOON")).containsExactlyInAnyOrder("CUP", "SAUCER");
    assertThat(shop.related("POT")).isEmpty();
    assertThat(shop.forCustomer(ann)).contains("CUP", "SAUCER", "SPOON");
  }

  @Test
  void namesToANewcomerWhatEverybodyBuys() {
    shop.buys(null, "CUP", "SAUCER");
    eventually(() -> assertThat(shop.forCustomer(ann)).containsExactly("CUP", "SAUCER"));
  }

  @Test
  void isForWhoHasAnAccount() {
    shop.assertOnlyForCustomers(new OwnRecommendations(10));
  }

  @Test
  void keepsNothingOfAGuestWhoBuysOneProduct() {
    shop.buys(null, "CUP");
    shop.buys(ann, "POT");
    shop.awaitFollowed();
    assertThat(shop.contents()).hasSize(1).allMatch(row -> row.matches("own_basket .*\\{POT}.*"));
  }

  @Test
  void takesBackWhatIsCancelled() {
    var cancelled = shop.buys(ann, "CUP", "SAUCER");
    shop.buys(ann, "CUP", "SPOON");
    shop.orders.announces(new OrderCancelled(cancelled, TOTAL));
    shop.awaitFollowed();
    assertThat(shop.related("CUP")).containsExactly("SPOON");
    assertThat(shop.related("SAUCER")).isEmpty();
    assertThat(shop.rows("select sku from recommendations.purchase order by 1"))
        .containsExactly("CUP", "SPOON");
    assertThat(shop.rows("select skus from recommendations.own_basket"))
        .containsExactly("{CUP,SPOON}");
  }

  @Test
  void keepsNothingOfAnOrderThatIsConfirmedAndCancelledInOnePage() {
    var id = shop.placed(ann, "CUP", "SAUCER");
    shop.orders.announces(new OrderConfirmed(id, TOTAL), new OrderCancelled(id, TOTAL));
    shop.awaitFollowed();
    assertThat(shop.contents()).isEmpty();
  }

  @Test
  void asksForNoMoreOrdersAtOnceThanAreToldAtOnce() {
    var ids =
        IntStream.range(0, FindBaskets.ORDERS_MAX + 50)
            .mapToObj(i -> shop.placed(null, "CUP", "SAUCER"))
            .toArray(OrderId[]::new);
    shop.confirms(ids);
    shop.awaitFollowed();
    assertThat(shop.rows("select count(*) from recommendations.basket"))
        .containsExactly(String.valueOf(ids.length));
  }

  @Test
  void namesNothingThatIsWithdrawnUntilItIsPublishedAgain() {
    var saucer = new Sku("SAUCER");
    shop.buys(null, "CUP", "SAUCER", "SPOON");
    shop.catalog.announces(saucer.key(), new ProductWithdrawn(saucer, 2));
    shop.awaitFollowed();
    assertThat(shop.related("CUP")).containsExactly("SPOON");
    shop.catalog.announces(
        saucer.key(),
        new ProductPublished(saucer, 3),
        new ProductWithdrawn(saucer, 4),
        new ProductPublished(saucer, 5));
    shop.awaitFollowed();
    assertThat(shop.related("CUP")).containsExactly("SAUCER", "SPOON");
  }

  @Test
  void waitsForOrdersThatDoesNotAnswer() {
    shop.orders.fails(FindBaskets.class, Failure.unavailable("orders", null));
    shop.buys(null, "CUP", "SAUCER");
    eventually(() ->
        assertThat(shop.database().rows("select follower from orders.log_reader"))
            .contains("recommendations"));
    assertThat(shop.rows(PARKED)).isEmpty();
    shop.ordersAnswers();
    shop.awaitFollowed();
    assertThat(shop.related("CUP")).containsExactly("SAUCER");
  }

  @Test
  void setsAnOrderThatNobodyKnowsAsideAndGoesOn() {
    shop.confirms(Fresh.orderId());
    shop.buys(null, "CUP", "SAUCER");
    shop.awaitFollowed();
    assertThat(shop.rows(PARKED)).containsExactly("1");
    assertThat(shop.related("CUP")).containsExactly("SAUCER");
  }
}
