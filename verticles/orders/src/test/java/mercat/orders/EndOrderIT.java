package mercat.orders;

import static mercat.orders.RunningOrders.PRICE;
import static mercat.orders.RunningOrders.SUPPORT;
import static mercat.orders.RunningOrders.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.PaymentResolved;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How orders end: cancelled, shipped, or cancelled while their fate was open. */
class EndOrderIT {
  private static final Money TOTAL = PRICE.times(2);

  private static RunningOrders orders;
  private static RunningOrders other;

  @BeforeAll
  static void start() {
    orders = RunningOrders.start();
    other = RunningOrders.on(orders.database(), Map.of());
  }

  @AfterAll
  static void stop() {
    orders.close();
    other.close();
  }

  @BeforeEach
  void everybodyAgrees() {
    orders.everybodyAgrees();
  }

  @Test
  void cancelsAConfirmedOrderOnce() {
    var id = orders.placed(order()).id();
    assertCancelled(orders.cancel(id), OrderStatus.CANCELLED);
    assertCancelled(orders.cancel(id), OrderStatus.CANCELLED);
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(orders.announced(id))
        .containsExactly(
            new OrderPlaced(id, TOTAL),
            new OrderConfirmed(id, TOTAL),
            new OrderCancelled(id, TOTAL));
  }

  @Test
  void cancelsOnceHoweverManyAskAtOnce() {
    var placed = (PlaceOrder.Reply.Placed) orders.place(order());
    var request = new CancelOrder(placed.order().id(), placed.orderToken());
    assertThat(orders.node().askAll(Collections.nCopies(20, request)))
        .allSatisfy(reply -> assertCancelled(reply, OrderStatus.CANCELLED));
    assertThat(orders.announced(placed.order().id())).hasSize(3);
  }

  @Test
  void answersAReplayWithTheCancelledOrder() {
    var request = order();
    var id = orders.placed(request).id();
    assertCancelled(orders.cancel(id), OrderStatus.CANCELLED);
    assertThat(((PlaceOrder.Reply.Placed) orders.place(RunningOrders.again(request))).order())
        .isEqualTo(orders.find(id));
  }

  @Test
  void knowsNoOrderThatWasNeverPlaced() {
    assertThat(orders.cancel(Fresh.orderId())).isEqualTo(new CancelOrder.Reply.Unknown());
    assertThat(ship(Fresh.orderId())).isEqualTo(new ShipOrder.Reply.Unknown());
  }

  @Test
  void rejectsAPendingOrderAndAsksEverybodyToUndo() {
    var id = inDoubt();
    assertCancelled(orders.cancel(id), OrderStatus.REJECTED);
    assertThat(orders.announced(id)).containsExactly(new OrderPlaced(id, TOTAL), rejected(id));
  }

  @Test
  void leavesACancelledOrderRejectedWhenItsPaymentIsAuthorizedLater() {
    var request = order();
    var id = request.orderId();
    var payment = orders.withholdPayment();
    var placing = orders.node().asking(request);
    orders.awaitAskedForPayment(id);
    assertCancelled(orders.cancel(id), OrderStatus.REJECTED);
    payment.complete(new AuthorizePayment.Reply.Authorized());
    assertThat(LocalNode.get(placing))
        .isEqualTo(new PlaceOrder.Reply.Rejected(id, "cancelled", false));
    assertThat(orders.announced(id)).containsExactly(new OrderPlaced(id, TOTAL), rejected(id));
    assertThat(orders.place(RunningOrders.again(request)))
        .isEqualTo(new PlaceOrder.Reply.Rejected(id, "cancelled", true));
  }

  @Test
  void leavesACancelledOrderRejectedWhateverEvidenceComes() {
    var id = inDoubt();
    assertCancelled(orders.cancel(id), OrderStatus.REJECTED);
    orders.hears(new PaymentResolved(id, true, ""));
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(orders.announced(id)).containsExactly(new OrderPlaced(id, TOTAL), rejected(id));
  }

  @Test
  void cancelsWhatEvidenceConfirmedBefore() {
    var id = inDoubt();
    orders.hears(new PaymentResolved(id, true, ""));
    assertCancelled(orders.cancel(id), OrderStatus.CANCELLED);
    assertThat(orders.announced(id)).last().isEqualTo(new OrderCancelled(id, TOTAL));
  }

  @Test
  void cancelsBehindAConfirmationUnderWay() {
    var request = order();
    var id = request.orderId();
    var payment = orders.withholdPayment();
    var placing = orders.node().asking(request);
    orders.awaitAskedForPayment(id);
    var held = orders.hold(id);
    payment.complete(new AuthorizePayment.Reply.Authorized());
    orders.database().awaitWaiting(1);
    var cancelling = other.cancelling(id);
    orders.database().awaitWaiting(2);
    held.release();
    assertThat(((PlaceOrder.Reply.Placed) LocalNode.get(placing)).order().status())
        .isEqualTo(OrderStatus.CONFIRMED);
    assertThat(((CancelOrder.Reply.Cancelled) LocalNode.get(cancelling)).order().status())
        .isEqualTo(OrderStatus.CANCELLED);
    assertThat(orders.announced(id))
        .containsExactly(
            new OrderPlaced(id, TOTAL),
            new OrderConfirmed(id, TOTAL),
            new OrderCancelled(id, TOTAL));
  }

  @Test
  void confirmsNothingBehindACancellationUnderWay() {
    var request = order();
    var id = request.orderId();
    var payment = orders.withholdPayment();
    var placing = orders.node().asking(request);
    orders.awaitAskedForPayment(id);
    var held = orders.hold(id);
    var cancelling = other.cancelling(id);
    orders.database().awaitWaiting(1);
    payment.complete(new AuthorizePayment.Reply.Authorized());
    orders.database().awaitWaiting(2);
    held.release();
    assertThat(((CancelOrder.Reply.Cancelled) LocalNode.get(cancelling)).order().status())
        .isEqualTo(OrderStatus.REJECTED);
    assertThat(LocalNode.get(placing))
        .isEqualTo(new PlaceOrder.Reply.Rejected(id, "cancelled", false));
    assertThat(orders.announced(id)).containsExactly(new OrderPlaced(id, TOTAL), rejected(id));
  }

  @Test
  void cancelsInTheEndWhatSomebodyHeldLongerThanOneAttemptLasts() {
    var id = orders.placed(order()).id();
    var held = orders.hold(id);
    var cancelling = orders.cancelling(id);
    orders.database().awaitWaiting(1);
    var firstAttempt = orders.database().waitingSince();
    LocalNode.eventually(
        () -> assertThat(orders.database().waitingSince()).isNotEmpty().isNotEqualTo(firstAttempt));
    held.release();
    assertCancelled(LocalNode.get(cancelling), OrderStatus.CANCELLED);
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
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(orders.announced(id)).last().isEqualTo(new OrderShipped(id));
  }

  @Test
  void shipsNothingThatDoesNotStand() {
    var cancelled = orders.placed(order()).id();
    assertCancelled(orders.cancel(cancelled), OrderStatus.CANCELLED);
    assertThat(ship(cancelled)).isEqualTo(new ShipOrder.Reply.NotShippable(orders.find(cancelled)));
    var pending = inDoubt();
    assertThat(ship(pending)).isEqualTo(new ShipOrder.Reply.NotShippable(orders.find(pending)));
  }

  @Test
  void shipsNothingForWhomHasNoRightTo() {
    var id = orders.placed(order()).id();
    for (var actor : List.of(Actor.GUEST, new Actor("clerk", Set.of("catalog", "finance")))) {
      assertThatThrownBy(() -> orders.node().askAs(actor, new ShipOrder(id)))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> assertThat(failure.kind()).isEqualTo(FailureKind.FORBIDDEN));
    }
    assertThat(orders.find(id).fulfilmentStatus()).isEqualTo(FulfilmentStatus.NONE);
    assertThat(orders.announced(id)).hasSize(2);
    assertThat(orders.node().askAs(new Actor("boss", Set.of("admin")), new ShipOrder(id)))
        .isInstanceOf(ShipOrder.Reply.Shipped.class);
  }

  /** A pending order whose payment nobody can tell. */
  private static OrderId inDoubt() {
    orders.payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.InDoubt());
    var placed = orders.placed(order());
    assertThat(placed.status()).isEqualTo(OrderStatus.PENDING);
    return placed.id();
  }

  private static ShipOrder.Reply ship(OrderId id) {
    return orders.node().askAs(SUPPORT, new ShipOrder(id));
  }

  private static OrderRejected rejected(OrderId id) {
    return new OrderRejected(id, "cancelled", Set.of(Step.STOCK, Step.PAYMENT));
  }

  private static void assertCancelled(CancelOrder.Reply reply, OrderStatus status) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            CancelOrder.Reply.Cancelled.class,
            cancelled -> assertThat(cancelled.order().status()).isEqualTo(status));
  }
}
