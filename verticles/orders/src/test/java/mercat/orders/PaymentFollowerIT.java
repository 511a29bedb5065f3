package mercat.orders;

import static mercat.orders.RunningOrders.PRICE;
import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentVoided;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What payments announces, and what orders makes of it. */
class PaymentFollowerIT {
  private static final Money TOTAL = PRICE.times(2);

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
  void notesHowAPaymentStands() {
    var id = orders.placed(order()).id();
    orders.hears(new PaymentCaptured(id, TOTAL));
    assertThat(paymentOf(id)).isEqualTo(PaymentStatus.CAPTURED);
    orders.hears(refunded(id, PRICE));
    assertThat(paymentOf(id)).isEqualTo(PaymentStatus.PARTLY_REFUNDED);
    orders.hears(refunded(id, TOTAL));
    assertThat(paymentOf(id)).isEqualTo(PaymentStatus.REFUNDED);
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void notesTheLastOfWhatComesAtOnce() {
    var id = orders.placed(order()).id();
    orders.hears(new PaymentCaptured(id, TOTAL), refunded(id, PRICE), refunded(id, TOTAL));
    assertThat(paymentOf(id)).isEqualTo(PaymentStatus.REFUNDED);
  }

  @Test
  void notesNothingThatLiesBehind() {
    var id = orders.placed(order()).id();
    orders.hears(refunded(id, TOTAL));
    orders.hears(new PaymentCaptured(id, TOTAL));
    assertThat(paymentOf(id)).isEqualTo(PaymentStatus.REFUNDED);
  }

  @Test
  void notesThatAHoldWasDropped() {
    var id = inDoubt(order());
    assertThat(orders.cancel(id)).isNotNull();
    orders.hears(new PaymentVoided(id, TOTAL));
    assertThat(paymentOf(id)).isEqualTo(PaymentStatus.VOIDED);
  }

  @Test
  void confirmsAnOrderInDoubtWhenTheAmountIsHeld() {
    var id = inDoubt(order());
    orders.hears(new PaymentResolved(id, true, ""));
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(orders.find(id).confirmedAt()).isNotNull();
    assertThat(orders.announced(id))
        .containsExactly(new OrderPlaced(id, TOTAL), new OrderConfirmed(id, TOTAL));
  }

  @Test
  void rejectsAnOrderInDoubtWhenTheProviderRefused() {
    var request = order();
    var id = inDoubt(request);
    orders.hears(new PaymentResolved(id, false, "insufficient_funds"));
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(orders.announced(id))
        .last()
        .isEqualTo(new OrderRejected(id, "payment_declined", Set.of(Step.STOCK)));
    assertThat(orders.place(again(request)))
        .isEqualTo(new PlaceOrder.Reply.Declined(id, "insufficient_funds", true));
  }

  @Test
  void changesNothingThatCheckoutDecided() {
    var id = orders.placed(order()).id();
    orders.hears(new PaymentResolved(id, false, "no"));
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(orders.announced(id)).hasSize(2);
  }

  @Test
  void decidesOnceHoweverOftenItIsTold() {
    var id = inDoubt(order());
    orders.hears(new PaymentResolved(id, true, ""), new PaymentResolved(id, true, ""));
    orders.hears(new PaymentResolved(id, false, "no"));
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(orders.announced(id)).hasSize(2);
  }

  @Test
  void settlesManyOrdersAtOnce() {
    var ids = Stream.generate(() -> inDoubt(order())).limit(40).toList();
    orders.hears(
        ids.stream()
            .map(id -> new PaymentResolved(id, id.value().hashCode() % 2 == 0, ""))
            .toArray(Event[]::new));
    assertThat(ids)
        .allSatisfy(id ->
            assertThat(orders.find(id).status())
                .isEqualTo(
                    id.value().hashCode() % 2 == 0 ? OrderStatus.CONFIRMED : OrderStatus.REJECTED));
  }

  @Test
  void passesOverAnOrderThatItDoesNotKnow() {
    var unheardOf = Fresh.orderId();
    orders.hears(new PaymentResolved(unheardOf, true, ""), new PaymentCaptured(unheardOf, TOTAL));
    var id = inDoubt(order());
    orders.hears(new PaymentResolved(id, true, ""));
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void findsRejectedWhatWasBeingCancelled() {
    var id = inDoubt(order());
    var held = orders.hold(id);
    var cancelling = orders.cancelling(id);
    orders.database().awaitWaiting(1);
    orders.payments.announces(new PaymentResolved(id, true, ""));
    orders.database().awaitWaiting(2);
    held.release();
    assertThat(statusOf(LocalNode.get(cancelling))).isEqualTo(OrderStatus.REJECTED);
    orders.node().awaitFollowed("orders", "payments");
    assertThat(orders.find(id).status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(orders.announced(id)).hasSize(2);
  }

  @Test
  void confirmsBeforeACancellationThatWaits() {
    var id = inDoubt(order());
    var held = orders.hold(id);
    orders.payments.announces(new PaymentResolved(id, true, ""));
    orders.database().awaitWaiting(1);
    var cancelling = orders.cancelling(id);
    orders.database().awaitWaiting(2);
    held.release();
    assertThat(statusOf(LocalNode.get(cancelling))).isEqualTo(OrderStatus.CANCELLED);
    assertThat(orders.announced(id))
        .containsExactly(
            new OrderPlaced(id, TOTAL),
            new OrderConfirmed(id, TOTAL),
            new OrderCancelled(id, TOTAL));
  }

  private static OrderStatus statusOf(CancelOrder.Reply reply) {
    return ((CancelOrder.Reply.Cancelled) reply).order().status();
  }

  private static OrderId inDoubt(PlaceOrder request) {
    orders.payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.InDoubt());
    var placed = orders.placed(request);
    assertThat(placed.paymentStatus()).isEqualTo(PaymentStatus.IN_DOUBT);
    return placed.id();
  }

  private static PaymentRefunded refunded(OrderId id, Money inAll) {
    return new PaymentRefunded(id, UUID.randomUUID(), PRICE, inAll, TOTAL);
  }

  private static PaymentStatus paymentOf(OrderId id) {
    return orders.find(id).paymentStatus();
  }
}
