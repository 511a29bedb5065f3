package mercat.orders;

import static mercat.orders.RunningOrders.order;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.Map;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes that work on one order: each move compares the take-over under which it works. */
class TakeOverIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  @AutoClose @RegisterExtension
  static final RunningOrders one =
      new RunningOrders(DATABASE, Map.of("orders.lease", "500ms", "orders.patience", "9s"));

  @AutoClose @RegisterExtension
  static final RunningOrders other =
      new RunningOrders(DATABASE, Map.of("orders.lease", "500ms", "orders.recover-every", "20ms"));

  @Test
  void theOldProcessFindsDecidedWhatANewOneTookOver() {
    other.paymentsDecline("no");
    var placing = one.placing(order());
    var id = placing.id();
    other.awaitAskedForPayment(id);
    other.awaitStatus(id, OrderStatus.REJECTED);
    placing.authorize();
    assertThat(get(placing.reply()))
        .isEqualTo(new PlaceOrder.Reply.Declined(id, one.token(id), "no", false));
    one.assertRejected(id, "payment_declined", Step.STOCK);
  }

  @Test
  void theOldProcessDecidesNothingThatANewOneWorksOn() {
    var paymentOfOther = Promise.<AuthorizePayment.Reply>promise();
    other.payments.answers(AuthorizePayment.class, request -> paymentOfOther.future());
    var placing = one.placing(order());
    var id = placing.id();
    other.awaitAskedForPayment(id);
    placing.authorize();
    assertThat(placing.status()).as("as the old process leaves it").isEqualTo(OrderStatus.PENDING);
    one.assertAnnounced(id);
    paymentOfOther.complete(new AuthorizePayment.Reply.Authorized());
    one.awaitStatus(id, OrderStatus.CONFIRMED);
    one.assertConfirmed(id);
  }

  @Test
  void theNewProcessTakesOverNothingThatTheOldOneDecided() {
    var decided = one.placed(order()).id();
    var stuck = one.placing(order());
    other.awaitStatus(stuck.id(), OrderStatus.CONFIRMED);
    assertThat(other.askedForPayment()).contains(stuck.id()).doesNotContain(decided);
    stuck.authorize();
    assertThat(stuck.status()).isEqualTo(OrderStatus.CONFIRMED);
    one.assertConfirmed(stuck.id());
  }
}
