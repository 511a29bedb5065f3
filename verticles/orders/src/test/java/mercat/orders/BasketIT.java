package mercat.orders;

import static mercat.orders.RunningOrders.CUP;
import static mercat.orders.RunningOrders.customer;
import static mercat.orders.RunningOrders.order;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.orders.Basket;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.FindBaskets;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What orders tells its followers of what was bought. */
class BasketIT {
  private static final Sku POT = new Sku("POT");

  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();

  private final Actor customer = customer();
  private final UUID account = UUID.fromString(customer.id());
  private final String email = Fresh.text("ann") + "@example.org";

  private static List<Basket> baskets(OrderId... ids) {
    return orders.ask(new FindBaskets(List.of(ids))).baskets();
  }

  private static Basket basket(OrderId id) {
    var found = baskets(id);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void tellsWhatWasBoughtAndByWhichAccount() {
    var lines = new Line[] {new Line(POT, 1), new Line(CUP, 3)};
    var own = orders.placedBy(customer, order(Fresh.text("key"), email, lines)).id();
    var ofAGuest = orders.placed(order(Fresh.text("key"), email, lines)).id();
    assertThat(baskets(own, ofAGuest, Fresh.orderId()))
        .containsExactlyInAnyOrder(
            new Basket(own, account, List.of(POT, CUP)),
            new Basket(ofAGuest, null, List.of(POT, CUP)));
  }

  @Test
  void tellsNoMoreThanTheFirstLines() {
    var lines =
        IntStream.range(0, Basket.SKUS_MAX + 20)
            .mapToObj(i -> new Line(new Sku("SKU" + (500 - i)), 1))
            .toArray(Line[]::new);
    var id = orders.placed(order(Fresh.text("key"), email, lines)).id();
    assertThat(basket(id).skus())
        .isEqualTo(Stream.of(lines).map(Line::sku).limit(Basket.SKUS_MAX).toList());
  }

  @Test
  void tellsTheSameWhateverBecomesOfTheOrder() {
    var id = orders.placedBy(customer, order()).id();
    var before = basket(id);
    assertThat(orders.askAs(customer, new CancelOwnOrder(id)))
        .isInstanceOf(CancelOrder.Reply.Cancelled.class);
    assertThat(basket(id)).isEqualTo(before);
  }

  @Test
  void tellsTheSameOfAnOrderThatItsGuestHasClaimed() {
    var id = orders.placed(order(Fresh.text("key"), email, new Line(CUP, 1))).id();
    orders.knows(customer, email, true);
    assertThat(orders.askAs(customer, new ClaimOrders()))
        .isEqualTo(new ClaimOrders.Reply.Claimed(1));
    assertThat(basket(id).accountId()).isNull();
  }

  @Test
  void doesNotTellWhoBoughtOnceTheyAreErased() {
    var id = orders.placedBy(customer, order()).id();
    orders.accounts.announces(account, new AccountErased(account));
    eventually(() -> assertThat(basket(id)).isEqualTo(new Basket(id, null, List.of(CUP))));
  }
}
