package mercat.orders;

import static mercat.orders.RunningOrders.PRICE;
import static mercat.orders.RunningOrders.TOTAL;
import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.order;
import static mercat.orders.RunningOrders.status;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentDeclined;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentVoided;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What payments announces, and what orders makes of it. */
class PaymentFollowerIT {
  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();

  @Test
  void notesHowAPaymentStands() {
    var id = orders.placed(order()).id();
    orders.hears(new PaymentCaptured(id, TOTAL));
    assertPayment(id, PaymentStatus.CAPTURED);
    orders.hears(refunded(id, PRICE));
    assertPayment(id, PaymentStatus.PARTLY_REFUNDED);
    orders.hears(refunded(id, TOTAL));
    assertPayment(id, PaymentStatus.REFUNDED);
    orders.assertStatus(id, OrderStatus.CONFIRMED);
  }

  @Test
  void notesTheLastOfWhatComesAtOnceAndNothingThatLiesBehind() {
    var id = orders.placed(order()).id();
    orders.hears(new PaymentCaptured(id, TOTAL), refunded(id, PRICE), refunded(id, TOTAL));
    assertPayment(id, PaymentStatus.REFUNDED);
    orders.hears(new PaymentCaptured(id, TOTAL));
    assertPayment(id, PaymentStatus.REFUNDED);
  }

  @Test
  void notesThatAHoldWasDropped() {
    var id = orders.inDoubt(order());
    assertThat(orders.cancel(id)).isNotNull();
    assertPayment(id, PaymentStatus.IN_DOUBT);
    orders.hears(new PaymentVoided(id, TOTAL));
    assertPayment(id, PaymentStatus.VOIDED);
  }

  @Test
  void notesThatAPaymentWasDeclinedWhetherItsOrderIsOffOrStillPending() {
    var off = orders.inDoubt(order());
    assertThat(orders.cancel(off)).isNotNull();
    orders.hears(new PaymentDeclined(off, TOTAL));
    assertPayment(off, PaymentStatus.DECLINED);

    var pending = orders.placing(order()).id();
    orders.hears(new PaymentDeclined(pending, TOTAL));
    assertThat(orders.cancel(pending)).isNotNull();
    assertPayment(pending, PaymentStatus.DECLINED);
  }

  @Test
  void rejectsAnOrderInDoubtThatItKnowsToBeDeclined() {
    var id = orders.inDoubt(order());
    orders.hears(new PaymentDeclined(id, TOTAL));
    orders.assertStatus(id, OrderStatus.PENDING);
    orders.hears(new PaymentResolved(id, false, "insufficient_funds"));
    orders.assertRejected(id, "payment_declined", Step.STOCK);
    assertPayment(id, PaymentStatus.DECLINED);
  }

  @Test
  void confirmsAnOrderInDoubtWhenTheAmountIsHeld() {
    var id = orders.inDoubt(order());
    orders.hears(new PaymentResolved(id, true, ""));
    assertThat(orders.find(id).confirmedAt()).isNotNull();
    orders.assertConfirmed(id);
  }

  @Test
  void rejectsAnOrderInDoubtWhenTheProviderRefused() {
    var request = order();
    var id = orders.inDoubt(request);
    orders.hears(new PaymentResolved(id, false, "insufficient_funds"));
    orders.assertRejected(id, "payment_declined", Step.STOCK);
    assertThat(orders.ask(again(request)))
        .isEqualTo(new PlaceOrder.Reply.Declined(id, orders.token(id), "insufficient_funds", true));
  }

  @Test
  void changesNothingThatCheckoutDecided() {
    var id = orders.placed(order()).id();
    orders.hears(new PaymentResolved(id, false, "no"));
    orders.assertConfirmed(id);
  }

  @Test
  void decidesOnceHoweverOftenItIsTold() {
    var id = orders.inDoubt(order());
    orders.hears(new PaymentResolved(id, true, ""), new PaymentResolved(id, true, ""));
    orders.hears(new PaymentResolved(id, false, "no"));
    orders.assertConfirmed(id);
  }

  @Test
  void settlesManyOrdersAtOnce() {
    var good = Stream.generate(() -> orders.inDoubt(order())).limit(20).toList();
    var bad = Stream.generate(() -> orders.inDoubt(order())).limit(20).toList();
    orders.hears(
        Stream.concat(
                good.stream().map(id -> new PaymentResolved(id, true, "")),
                bad.stream().map(id -> new PaymentResolved(id, false, "")))
            .toArray(Event[]::new));
    good.forEach(id -> orders.assertStatus(id, OrderStatus.CONFIRMED));
    bad.forEach(id -> orders.assertStatus(id, OrderStatus.REJECTED));
  }

  @Test
  void passesOverAnOrderThatItDoesNotKnow() {
    var unheardOf = Fresh.orderId();
    orders.hears(new PaymentResolved(unheardOf, true, ""), new PaymentCaptured(unheardOf, TOTAL));
    var id = orders.inDoubt(order());
    orders.hears(new PaymentResolved(id, true, ""));
    orders.assertStatus(id, OrderStatus.CONFIRMED);
  }

  @Test
  void findsRejectedWhatWasBeingCancelled() {
    var id = orders.inDoubt(order());
    var held = orders.hold(id);
    var cancelling = orders.cancelling(id);
    orders.database().awaitWaiting(1);
    orders.payments.announces(new PaymentResolved(id, true, ""));
    orders.database().awaitWaiting(2);
    held.release();
    assertThat(status(get(cancelling))).isEqualTo(OrderStatus.REJECTED);
    orders.awaitFollowed("orders", "payments");
    orders.assertRejected(id, "cancelled", Step.STOCK, Step.PAYMENT);
  }

  @Test
  void confirmsBeforeACancellationThatWaits() {
    var id = orders.inDoubt(order());
    var held = orders.hold(id);
    orders.payments.announces(new PaymentResolved(id, true, ""));
    orders.database().awaitWaiting(1);
    var cancelling = orders.cancelling(id);
    orders.database().awaitWaiting(2);
    held.release();
    assertThat(status(get(cancelling))).isEqualTo(OrderStatus.CANCELLED);
    orders.assertCancelled(id);
  }

  private static PaymentRefunded refunded(OrderId id, Money inAll) {
    return new PaymentRefunded(id, UUID.randomUUID(), PRICE, inAll, TOTAL);
  }

  private static void assertPayment(OrderId id, PaymentStatus status) {
    assertThat(orders.find(id).paymentStatus()).isEqualTo(status);
  }
}
