package mercat.orders;

import static mercat.orders.RunningOrders.PRICE;
import static mercat.orders.RunningOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import mercat.contracts.Money;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes that work on one order: each move compares the take-over under which it works. */
class TakeOverIT {
  private static final Money TOTAL = PRICE.times(2);
  private static final AuthorizePayment.Reply AUTHORIZED = new AuthorizePayment.Reply.Authorized();

  private static RunningOrders one;
  private static RunningOrders other;

  @BeforeAll
  static void start() {
    var database = TestDatabase.fresh();
    one = RunningOrders.on(database, Map.of("orders.lease", "500ms", "orders.patience", "9s"));
    other =
        RunningOrders.on(database, Map.of("orders.lease", "500ms", "orders.recover-every", "20ms"));
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
  }

  @BeforeEach
  void everybodyAgrees() {
    one.everybodyAgrees();
    other.everybodyAgrees();
  }

  @Test
  void theOldProcessFindsDecidedWhatANewOneTookOver() {
    var request = order();
    var id = request.orderId();
    var payment = one.withholdPayment();
    other.payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.Declined("no"));
    var placing = one.node().asking(request);
    other.awaitAskedForPayment(id);
    other.awaitStatus(id, OrderStatus.REJECTED);
    payment.complete(AUTHORIZED);
    assertThat(LocalNode.get(placing)).isEqualTo(new PlaceOrder.Reply.Declined(id, "no", false));
    assertThat(one.announced(id))
        .containsExactly(
            new OrderPlaced(id, TOTAL),
            new OrderRejected(id, "payment_declined", Set.of(Step.STOCK)));
  }

  @Test
  void theOldProcessDecidesNothingThatANewOneWorksOn() {
    var request = order();
    var id = request.orderId();
    var payment = one.withholdPayment();
    var paymentOfOther = other.withholdPayment();
    var placing = one.node().asking(request);
    other.awaitAskedForPayment(id);
    payment.complete(AUTHORIZED);
    assertThat(((PlaceOrder.Reply.Placed) LocalNode.get(placing)).order().status())
        .as("as the old process leaves it")
        .isEqualTo(OrderStatus.PENDING);
    assertThat(one.announced(id)).containsExactly(new OrderPlaced(id, TOTAL));
    paymentOfOther.complete(AUTHORIZED);
    one.awaitStatus(id, OrderStatus.CONFIRMED);
    assertThat(one.announced(id))
        .containsExactly(new OrderPlaced(id, TOTAL), new OrderConfirmed(id, TOTAL));
  }

  @Test
  void theNewProcessTakesOverNothingThatTheOldOneDecided() {
    var decided = one.placed(order()).id();
    var stuck = order();
    var payment = one.withholdPayment();
    var placing = one.node().asking(stuck);
    other.awaitStatus(stuck.orderId(), OrderStatus.CONFIRMED);
    assertThat(other.payments.asked(AuthorizePayment.class))
        .extracting(AuthorizePayment::orderId)
        .contains(stuck.orderId())
        .doesNotContain(decided);
    payment.complete(AUTHORIZED);
    assertThat(((PlaceOrder.Reply.Placed) LocalNode.get(placing)).order().status())
        .isEqualTo(OrderStatus.CONFIRMED);
    assertThat(one.announced(stuck.orderId())).hasSize(2);
  }
}
