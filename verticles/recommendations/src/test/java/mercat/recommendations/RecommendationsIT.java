package mercat.recommendations;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import java.util.stream.IntStream;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.orders.FindBaskets;
import mercat.contracts.orders.FindOwnBaskets;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.recommendations.OwnRecommendations;
import mercat.platform.Failure;
import mercat.recommendations.domain.Recommender;
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
  void learnsWhatIsBoughtTogether() {
    shop.buys("CUP", "SAUCER");
    shop.buys("CUP", "SAUCER", "SPOON");
    shop.awaitFollowed();
    assertThat(shop.related("CUP")).containsExactly("SAUCER", "SPOON");
    assertThat(shop.related("SPOON")).containsExactlyInAnyOrder("CUP", "SAUCER");
    assertThat(shop.related("POT")).isEmpty();
  }

  @Test
  void namesToACustomerWhatTheyBoughtAndWhatGoesWithIt() {
    var cup = shop.buys("CUP");
    shop.buys("CUP", "SAUCER");
    IntStream.range(0, 10).forEach(i -> shop.buys("POT", "LID"));
    shop.ordersTellsOwn(cup);
    shop.accounts.announces(ann, new AccountRegistered(ann));
    shop.awaitFollowed();
    assertThat(shop.forCustomer(ann)).startsWith("CUP", "SAUCER");
    assertThat(shop.orders.asked(FindOwnBaskets.class))
        .containsExactly(new FindOwnBaskets(Recommender.OWN_BASKETS));
  }

  @Test
  void asksNobodyWhatWhoHasNoProfileBought() {
    shop.ordersTellsOwn(shop.buys("POT"));
    shop.buys("CUP", "SAUCER");
    shop.accounts.announces(ann, new AccountRegistered(ann), new AccountErased(ann));
    shop.awaitFollowed();
    eventually(() -> assertThat(shop.forCustomer(ann)).containsExactly("CUP", "SAUCER"));
    assertThat(shop.orders.asked(FindOwnBaskets.class)).isEmpty();
  }

  @Test
  void saysThatItCannotTellWhereOrdersCannot() {
    shop.accounts.announces(ann, new AccountRegistered(ann));
    shop.awaitFollowed();
    shop.orders.fails(FindOwnBaskets.class, Failure.unavailable("orders", null));
    assertThatThrownBy(() -> shop.forCustomer(ann)).hasMessageContaining("orders");
  }

  @Test
  void namesToANewcomerWhatEverybodyBuys() {
    shop.buys("CUP", "SAUCER");
    eventually(() -> assertThat(shop.forCustomer(ann)).containsExactly("CUP", "SAUCER"));
  }

  @Test
  void isForWhoHasAnAccount() {
    shop.assertOnlyForCustomers(new OwnRecommendations(10));
  }

  @Test
  void keepsNothingOfAnOrderOfOneProduct() {
    shop.buys("CUP");
    shop.buys("POT", "LID");
    shop.awaitFollowed();
    assertThat(shop.rows("select skus from recommendations.basket")).containsExactly("{POT,LID}");
  }

  @Test
  void takesBackWhatIsCancelled() {
    var cancelled = shop.buys("CUP", "SAUCER");
    shop.buys("CUP", "SPOON");
    shop.orders.announces(new OrderCancelled(cancelled, TOTAL));
    shop.awaitFollowed();
    assertThat(shop.related("CUP")).containsExactly("SPOON");
    assertThat(shop.related("SAUCER")).isEmpty();
    assertThat(shop.rows("select sku from recommendations.purchase order by 1"))
        .containsExactly("CUP", "SPOON");
  }

  @Test
  void keepsNothingOfAnOrderThatIsConfirmedAndCancelledInOnePage() {
    var id = shop.placed("CUP", "SAUCER");
    shop.orders.announces(new OrderConfirmed(id, TOTAL), new OrderCancelled(id, TOTAL));
    shop.awaitFollowed();
    assertThat(shop.contents()).isEmpty();
  }

  @Test
  void asksForNoMoreOrdersAtOnceThanAreToldAtOnce() {
    var ids =
        IntStream.range(0, FindBaskets.ORDERS_MAX + 50)
            .mapToObj(i -> shop.placed("CUP", "SAUCER"))
            .toArray(OrderId[]::new);
    shop.confirms(ids);
    shop.awaitFollowed();
    assertThat(shop.rows("select count(*) from recommendations.basket"))
        .containsExactly(String.valueOf(ids.length));
  }

  @Test
  void namesNothingThatIsWithdrawnUntilItIsPublishedAgain() {
    var saucer = new Sku("SAUCER");
    shop.buys("CUP", "SAUCER", "SPOON");
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
    shop.buys("CUP", "SAUCER");
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
    shop.buys("CUP", "SAUCER");
    shop.awaitFollowed();
    assertThat(shop.rows(PARKED)).containsExactly("1");
    assertThat(shop.related("CUP")).containsExactly("SAUCER");
  }
}
