package mercat.orders;

import static mercat.orders.RunningOrders.SUPPORT;
import static mercat.orders.RunningOrders.customer;
import static mercat.orders.RunningOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.platform.Actor;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FindOrderIT {
  private static final FindOrder.Reply UNKNOWN = new FindOrder.Reply.Unknown();

  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();

  @Test
  void showsAnOrderToWhomBearsItsToken() {
    var placed = (PlaceOrder.Reply.Placed) orders.ask(order());
    assertThat(findAs(Actor.GUEST, placed.order().id(), placed.orderToken()))
        .isEqualTo(new FindOrder.Reply.Found(placed.order()));
  }

  @Test
  void showsAnOrderToNobodyElse() {
    var mine = (PlaceOrder.Reply.Placed) orders.ask(order());
    var theirs = (PlaceOrder.Reply.Placed) orders.ask(order());
    var id = mine.order().id();
    var wrong =
        List.of(
            theirs.orderToken(),
            "",
            id + ".",
            mine.orderToken() + "A",
            mine.orderToken().substring(1));
    assertThat(wrong)
        .allSatisfy(token -> assertThat(findAs(Actor.GUEST, id, token)).isEqualTo(UNKNOWN));
    for (var other : List.of(customer(), new Actor("clerk", Set.of("catalog")))) {
      assertThat(findAs(other, id, "")).isEqualTo(UNKNOWN);
    }
  }

  @Test
  void letsNobodyElseEndAnOrder() {
    var mine = orders.placed(order());
    for (var other : List.of(Actor.GUEST, customer(), new Actor("reader", Set.of("orders:read")))) {
      assertThat(orders.askAs(other, new CancelOrder(mine.id(), "")))
          .isEqualTo(new CancelOrder.Reply.Unknown());
    }
    assertThat(orders.find(mine.id()).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void showsEveryOrderToSupportAndAdmins() {
    var placed = orders.placed(order());
    var found = new FindOrder.Reply.Found(placed);
    assertThat(findAs(SUPPORT, placed.id(), "")).isEqualTo(found);
    assertThat(findAs(new Actor("boss", Set.of("admin")), placed.id(), "")).isEqualTo(found);
    assertThat(findAs(SUPPORT, Fresh.orderId(), "")).isEqualTo(UNKNOWN);
  }

  @Test
  void tellsStaffAloneWhoTheBuyerIs() {
    orders.everythingIsShort();
    var rejected = order(Fresh.text("key"), "who@example.org", new Line(RunningOrders.CUP, 2));
    assertThat(orders.ask(rejected)).isInstanceOf(PlaceOrder.Reply.OutOfStock.class);
    orders.assertOnlyFor("orders:read", new ReadOrder(rejected.orderId()));
    assertThat(orders.askAs(SUPPORT, new ReadOrder(rejected.orderId())))
        .isEqualTo(
            new ReadOrder.Reply.Found(
                orders.find(rejected.orderId()), "who@example.org", null, "out_of_stock", 0));
    assertThat(orders.askAs(SUPPORT, new ReadOrder(Fresh.orderId())))
        .isEqualTo(new ReadOrder.Reply.Unknown());
  }

  @Test
  void listsOrdersToNobodyElse() {
    orders.assertOnlyFor("orders:read", new ListOrders(null, null, 10));
    orders.assertOnlyFor("orders:read", new SearchOrders(null, null, null, null, 10));
  }

  @Test
  void findsOrdersByNumberAndByEmailHoweverItIsWritten() {
    var line = new Line(RunningOrders.CUP, 2);
    var first = orders.placed(order(Fresh.text("key"), "J\u00fcrgen@Example.org", line));
    var other = orders.placed(order());
    var last = orders.placed(order(Fresh.text("key"), "ju\u0308rgen@example.org", line));
    assertThat(search(null, first.number(), null)).containsExactly(first);
    assertThat(search(null, "M999999999", null)).isEmpty();
    assertThat(search(null, null, " J\u00dcRGEN@EXAMPLE.ORG")).containsExactly(last, first);
    assertThat(search(OrderStatus.CONFIRMED, first.number(), "j\u00fcrgen@example.org"))
        .containsExactly(first);
    assertThat(search(OrderStatus.REJECTED, first.number(), null)).isEmpty();
    assertThat(search(null, other.number(), "j\u00fcrgen@example.org")).isEmpty();
  }

  @Test
  void listsNewestFirst() {
    var placed = Stream.generate(() -> orders.placed(order())).limit(3).toList();
    assertThat(list(null, null, 3).orders()).isEqualTo(placed.reversed());
  }

  @Test
  void listsOneStatusOnly() {
    orders.everythingIsShort();
    var rejected = order();
    assertThat(orders.ask(rejected)).isInstanceOf(PlaceOrder.Reply.OutOfStock.class);
    assertThat(list(OrderStatus.REJECTED, null, 100).orders())
        .extracting(Order::id)
        .contains(rejected.orderId());
    assertThat(list(OrderStatus.CONFIRMED, null, 100).orders())
        .extracting(Order::status)
        .doesNotContain(OrderStatus.REJECTED);
  }

  @Test
  void listsEveryOrderOnceHoweverThePagesAreCut() {
    var placed = Stream.generate(() -> orders.placed(order()).id()).limit(7).toList();
    Cases.check(
        10,
        cases -> {
          int limit = cases.number(1, 9);
          var seen = new ArrayList<OrderId>();
          ListOrders.Found page;
          do {
            page = list(null, seen.isEmpty() ? null : seen.getLast(), limit);
            assertThat(page.orders()).hasSizeLessThanOrEqualTo(limit);
            page.orders().forEach(order -> seen.add(order.id()));
          } while (page.more());
          assertThat(seen)
              .doesNotHaveDuplicates()
              .startsWith(placed.reversed().toArray(OrderId[]::new));
        });
  }

  @Test
  void endsAPageEarlyThatWeighsTooMuch() {
    orders.everythingIsCalled(sku -> "n".repeat(300));
    var lines =
        IntStream.range(0, 2_000).mapToObj(i -> new Line(new Sku("S" + i), 1)).toArray(Line[]::new);
    var heavy =
        Stream.generate(() -> orders.placed(order(Fresh.text("key"), "heavy@example.org", lines)))
            .limit(9)
            .map(Order::id)
            .toList();
    var first = list(null, null, 9);
    assertThat(first.more()).isTrue();
    assertThat(first.orders()).extracting(Order::id).hasSizeBetween(5, 8);
    var rest = list(null, first.orders().getLast().id(), 9 - first.orders().size());
    assertThat(Stream.concat(first.orders().stream(), rest.orders().stream()).map(Order::id))
        .containsExactlyElementsOf(heavy.reversed());
  }

  private static FindOrder.Reply findAs(Actor actor, OrderId id, String token) {
    return orders.askAs(actor, new FindOrder(id, token));
  }

  private static List<Order> search(
      @Nullable OrderStatus status, @Nullable String number, @Nullable String email) {
    return orders.askAs(SUPPORT, new SearchOrders(status, number, email, null, 100)).orders();
  }

  private static ListOrders.Found list(
      @Nullable OrderStatus status, @Nullable OrderId before, int limit) {
    return orders.askAs(SUPPORT, new ListOrders(status, before, limit));
  }
}
