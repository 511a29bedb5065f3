package mercat.orders;

import static mercat.orders.RunningOrders.CUP;
import static mercat.orders.RunningOrders.customer;
import static mercat.orders.RunningOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.FindBaskets;
import mercat.contracts.orders.FindOwnBaskets;
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
  void tellsWhatWasBought() {
    var lines = new Line[] {new Line(POT, 1), new Line(CUP, 3)};
    var own = orders.placedBy(customer, order(Fresh.text("key"), email, lines)).id();
    var ofAGuest = orders.placed(order(Fresh.text("key"), email, lines)).id();
    assertThat(baskets(own, ofAGuest, Fresh.orderId()))
        .containsExactlyInAnyOrder(
            new Basket(own, List.of(POT, CUP)), new Basket(ofAGuest, List.of(POT, CUP)));
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

  private List<Basket> own(int limit) {
    return orders.askAs(customer, new FindOwnBaskets(limit)).baskets();
  }

  @Test
  void tellsACustomerWhatTheyBoughtNewestFirst() {
    var older = orders.placedBy(customer, order(Fresh.text("key"), email, new Line(POT, 1)));
    var newer = orders.placedBy(customer, order(Fresh.text("key"), email, new Line(CUP, 1)));
    orders.placedBy(customer(), order());
    orders.placed(order(Fresh.text("key"), email, new Line(CUP, 1)));
    assertThat(own(10))
        .containsExactly(
            new Basket(newer.id(), List.of(CUP)), new Basket(older.id(), List.of(POT)));
    assertThat(own(1)).containsExactly(new Basket(newer.id(), List.of(CUP)));
  }

  @Test
  void tellsACustomerOfOrdersThatStandAlone() {
    var kept = orders.placedBy(customer, order()).id();
    var cancelled = orders.placedBy(customer, order()).id();
    assertThat(orders.askAs(customer, new CancelOwnOrder(cancelled)))
        .isInstanceOf(CancelOrder.Reply.Cancelled.class);
    assertThat(own(10)).extracting(Basket::orderId).containsExactly(kept);
  }

  @Test
  void looksAtNoMoreThanACustomersNewestOrders() {
    orders.placedBy(customer, order());
    rejected(1, BasketReader.OWN_ORDERS - 1);
    assertThat(own(10)).hasSize(1);
    rejected(BasketReader.OWN_ORDERS, BasketReader.OWN_ORDERS);
    assertThat(own(10)).isEmpty();
  }

  /** The customer's, newer than any that stands. */
  private void rejected(int first, int last) {
    orders
        .database()
        .change(
            """
            insert into orders.orders overriding system value
            select rejected.*
              from (select to_jsonb(o) as row from orders.orders o where account = '%s' limit 1) any_one,
                   generate_series(%d, %d) i,
                   jsonb_populate_record(null::orders.orders, row || jsonb_build_object(
                     'id', 'ffffffff-ffff-7fff-bfff-' || lpad(i::text, 12, '0'),
                     'claim', gen_random_uuid(), 'number', 1000000 + i, 'status', 'rejected')) rejected\
            """
                .formatted(account, first, last));
  }

  @Test
  void tellsACustomerOfWhatTheyClaimed() {
    var id = orders.placed(order(Fresh.text("key"), email, new Line(CUP, 1))).id();
    orders.knows(customer, email, true);
    assertThat(orders.askAs(customer, new ClaimOrders()))
        .isEqualTo(new ClaimOrders.Reply.Claimed(1));
    assertThat(own(10)).containsExactly(new Basket(id, List.of(CUP)));
  }

  @Test
  void tellsOwnBasketsToCustomersAlone() {
    orders.assertOnlyForCustomers(new FindOwnBaskets(10));
  }
}
