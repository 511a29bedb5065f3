package mercat.orders;

import static mercat.orders.RunningOrders.SUPPORT;
import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.order;
import static mercat.orders.RunningOrders.status;
import static mercat.testkit.LocalNode.eventually;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.OrderId;
import mercat.contracts.log.StaffActed;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.PaymentResolved;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How orders end: cancelled, shipped, or cancelled while their fate was open. */
class EndOrderIT {
  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();
  @AutoClose static final RunningOrders other = new RunningOrders(orders.database(), Map.of());

  @Test
  void cancelsOnceHoweverManyAskAtOnce() {
    var placed = (PlaceOrder.Reply.Placed) orders.ask(order());
    var request = new CancelOrder(placed.order().id(), placed.orderToken());
    assertThat(orders.askAll(Collections.nCopies(20, request)))
        .extracting(RunningOrders::status)
        .containsOnly(OrderStatus.CANCELLED);
    cancel(placed.order().id());
    orders.assertCancelled(placed.order().id());
  }

  @Test
  void answersAReplayWithTheCancelledOrder() {
    var request = order();
    var id = orders.placed(request).id();
    cancel(id);
    assertThat(orders.placed(again(request))).isEqualTo(orders.find(id));
  }

  @Test
  void knowsNoOrderThatWasNeverPlaced() {
    assertThat(orders.cancel(Fresh.orderId())).isEqualTo(new CancelOrder.Reply.Unknown());
    assertThat(ship(Fresh.orderId())).isEqualTo(new ShipOrder.Reply.Unknown());
  }

  @Test
  void leavesACancelledOrderRejectedWhenItsPaymentIsAuthorizedLater() {
    var request = order();
    var placing = orders.placing(request);
    reject(placing.id());
    placing.authorize();
    assertThat(get(placing.reply())).isEqualTo(rejected(placing.id(), false));
    assertRejectedAndUndone(placing.id());
    assertThat(orders.ask(again(request))).isEqualTo(rejected(placing.id(), true));
  }

  @Test
  void rejectsAPendingOrderAndAsksEverybodyToUndoWhateverEvidenceComes() {
    var id = orders.inDoubt(order());
    reject(id);
    assertRejectedAndUndone(id);
    orders.hears(new PaymentResolved(id, true, ""));
    assertRejectedAndUndone(id);
  }

  @Test
  void cancelsWhatEvidenceConfirmedBefore() {
    var id = orders.inDoubt(order());
    orders.hears(new PaymentResolved(id, true, ""));
    cancel(id);
    orders.assertCancelled(id);
  }

  @Test
  void cancelsBehindAConfirmationUnderWay() {
    var placing = orders.placing(order());
    var held = orders.hold(placing.id());
    placing.authorize();
    orders.database().awaitWaiting(1);
    var cancelling = other.cancelling(placing.id());
    orders.database().awaitWaiting(2);
    held.release();
    assertThat(placing.status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(status(get(cancelling))).isEqualTo(OrderStatus.CANCELLED);
    orders.assertCancelled(placing.id());
  }

  @Test
  void confirmsNothingBehindACancellationUnderWay() {
    var placing = orders.placing(order());
    var held = orders.hold(placing.id());
    var cancelling = other.cancelling(placing.id());
    orders.database().awaitWaiting(1);
    placing.authorize();
    orders.database().awaitWaiting(2);
    held.release();
    assertThat(status(get(cancelling))).isEqualTo(OrderStatus.REJECTED);
    assertThat(get(placing.reply())).isEqualTo(rejected(placing.id(), false));
    assertRejectedAndUndone(placing.id());
  }

  @Test
  void cancelsInTheEndWhatSomebodyHeldLongerThanOneAttemptLasts() {
    var id = orders.placed(order()).id();
    var held = orders.hold(id);
    var cancelling = orders.cancelling(id);
    orders.database().awaitWaiting(1);
    var firstAttempt = orders.database().waitingSince();
    eventually(
        () -> assertThat(orders.database().waitingSince()).isNotEmpty().isNotEqualTo(firstAttempt));
    held.release();
    assertThat(status(get(cancelling))).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void shipsAConfirmedOrderOnce() {
    var id = orders.placed(order()).id();
    var shipped = (ShipOrder.Reply.Shipped) ship(id);
    assertThat(shipped.order().fulfilmentStatus()).isEqualTo(FulfilmentStatus.SHIPPED);
    assertThat(ship(id)).isEqualTo(shipped);
    assertThat(orders.announced(id)).containsOnlyOnce(new OrderShipped(id));
  }

  @Test
  void cancelsNothingThatLeftTheShop() {
    var id = orders.placed(order()).id();
    assertThat(ship(id)).isInstanceOf(ShipOrder.Reply.Shipped.class);
    assertThat(orders.cancel(id)).isEqualTo(new CancelOrder.Reply.TooLate(orders.find(id)));
    orders.assertStatus(id, OrderStatus.CONFIRMED);
    assertThat(orders.announced(id)).last().isEqualTo(new OrderShipped(id));
  }

  @Test
  void shipsNothingThatDoesNotStand() {
    var cancelled = orders.placed(order()).id();
    cancel(cancelled);
    assertThat(ship(cancelled)).isEqualTo(new ShipOrder.Reply.NotShippable(orders.find(cancelled)));
    var pending = orders.inDoubt(order());
    assertThat(ship(pending)).isEqualTo(new ShipOrder.Reply.NotShippable(orders.find(pending)));
  }

  @Test
  void shipsNothingForWhomHasNoRightTo() {
    var id = orders.placed(order()).id();
    orders.assertOnlyFor("orders:write", new ShipOrder(id));
    assertThat(orders.find(id).fulfilmentStatus()).isEqualTo(FulfilmentStatus.NONE);
    orders.assertConfirmed(id);
    assertThat(orders.askAs(new Actor("boss", Set.of("admin")), new ShipOrder(id)))
        .isInstanceOf(ShipOrder.Reply.Shipped.class);
  }

  private static ShipOrder.Reply ship(OrderId id) {
    return orders.askAs(SUPPORT, new ShipOrder(id));
  }

  private static PlaceOrder.Reply rejected(OrderId id, boolean replayed) {
    return new PlaceOrder.Reply.Rejected(id, orders.token(id), "cancelled", replayed);
  }

  private static void cancel(OrderId id) {
    assertThat(status(orders.cancel(id))).isEqualTo(OrderStatus.CANCELLED);
  }

  private static void reject(OrderId id) {
    assertThat(status(orders.cancel(id))).isEqualTo(OrderStatus.REJECTED);
  }

  private static void assertRejectedAndUndone(OrderId id) {
    orders.assertRejected(id, "cancelled", Step.STOCK, Step.PAYMENT);
  }

  @Test
  void tellsTheAuditWhatTheStaffDidAndNotWhatBuyersDo() {
    var shipped = orders.placed(order()).id();
    var cancelled = orders.placed(order()).id();
    var byBuyer = (PlaceOrder.Reply.Placed) orders.ask(order());
    for (int i = 0; i < 2; i++) {
      assertThat(ship(shipped)).isInstanceOf(ShipOrder.Reply.Shipped.class);
      cancel(cancelled);
    }
    assertThat(status(orders.ask(new CancelOrder(byBuyer.order().id(), byBuyer.orderToken()))))
        .isEqualTo(OrderStatus.CANCELLED);
    assertThat(acted(shipped))
        .containsExactly(
            new StaffActed(
                "client:somebody",
                "shipOrder",
                "order:" + shipped,
                Map.of("fulfilmentStatus", "none"),
                Map.of("fulfilmentStatus", "shipped")));
    assertThat(acted(cancelled))
        .containsExactly(
            new StaffActed(
                "client:somebody",
                "cancelOrder",
                "order:" + cancelled,
                Map.of("status", "confirmed"),
                Map.of("status", "cancelled")));
    assertThat(acted(byBuyer.order().id())).isEmpty();
  }

  private static List<StaffActed> acted(OrderId id) {
    return orders.staffActions("orders", "order:" + id);
  }
}
