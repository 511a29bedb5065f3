package mercat.orders;

import static mercat.orders.RunningOrders.SUPPORT;
import static mercat.orders.RunningOrders.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FindOrderIT {
  private static final FindOrder.Reply UNKNOWN = new FindOrder.Reply.Unknown();

  private static RunningOrders orders;

  @BeforeAll
  static void start() {
    orders = RunningOrders.start();
  }

  @AfterAll
  static void stop() {
    orders.close();
  }

  @BeforeEach
  void everybodyAgrees() {
    orders.everybodyAgrees();
  }

  @Test
  void showsAnOrderToWhomBearsItsToken() {
    var placed = (PlaceOrder.Reply.Placed) orders.place(order());
    assertThat(findAsGuest(placed.order().id(), placed.orderToken()))
        .isEqualTo(new FindOrder.Reply.Found(placed.order()));
  }

  @Test
  void showsAnOrderToNobodyElse() {
    var mine = (PlaceOrder.Reply.Placed) orders.place(order());
    var theirs = (PlaceOrder.Reply.Placed) orders.place(order());
    var id = mine.order().id();
    assertThat(findAsGuest(id, theirs.orderToken())).isEqualTo(UNKNOWN);
    assertThat(findAsGuest(id, "")).isEqualTo(UNKNOWN);
    assertThat(findAsGuest(id, id + ".")).isEqualTo(UNKNOWN);
    assertThat(findAsGuest(id, mine.orderToken() + "A")).isEqualTo(UNKNOWN);
    assertThat(findAsGuest(id, mine.orderToken().substring(1))).isEqualTo(UNKNOWN);
    assertThat(orders.node().askAs(new Actor("clerk", Set.of("catalog")), new FindOrder(id, "")))
        .isEqualTo(UNKNOWN);
  }

  @Test
  void letsNobodyElseEndAnOrder() {
    var mine = orders.placed(order());
    assertThat(orders.node().askAs(Actor.GUEST, new CancelOrder(mine.id(), "")))
        .isEqualTo(new CancelOrder.Reply.Unknown());
    assertThat(orders.find(mine.id()).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void showsEveryOrderToSupportAndAdmins() {
    var placed = orders.placed(order());
    var found = new FindOrder.Reply.Found(placed);
    var request = new FindOrder(placed.id(), "");
    assertThat(orders.node().askAs(SUPPORT, request)).isEqualTo(found);
    assertThat(orders.node().askAs(new Actor("boss", Set.of("admin")), request)).isEqualTo(found);
    assertThat(orders.node().askAs(SUPPORT, new FindOrder(Fresh.orderId(), ""))).isEqualTo(UNKNOWN);
  }

  @Test
  void listsOrdersToNobodyElse() {
    assertThatThrownBy(() -> orders.node().askAs(Actor.GUEST, new ListOrders(null, null, 10)))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.FORBIDDEN));
  }

  @Test
  void listsNewestFirst() {
    var placed = Stream.generate(() -> orders.placed(order())).limit(3).toList();
    assertThat(list(null, null, 3).orders()).isEqualTo(placed.reversed());
  }

  @Test
  void listsOneStatusOnly() {
    orders.inventory.replies(ReserveStock.class, new ReserveStock.Reply.OutOfStock(List.of()));
    var rejected = order();
    assertThat(orders.place(rejected)).isInstanceOf(PlaceOrder.Reply.OutOfStock.class);
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

  private static FindOrder.Reply findAsGuest(OrderId id, String token) {
    return orders.node().askAs(Actor.GUEST, new FindOrder(id, token));
  }

  private static ListOrders.Found list(
      @Nullable OrderStatus status, @Nullable OrderId before, int limit) {
    return orders.node().askAs(SUPPORT, new ListOrders(status, before, limit));
  }
}
