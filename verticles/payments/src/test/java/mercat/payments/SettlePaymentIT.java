package mercat.payments;

import static mercat.payments.RunningPayments.SOON;
import static mercat.payments.RunningPayments.get;
import static mercat.payments.RunningPayments.newOrder;
import static mercat.payments.RunningPayments.pounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What orders decides, and how payments comes to its end, whoever is first. */
class SettlePaymentIT {
  private static RunningPayments payments;

  @BeforeAll
  static void start() {
    payments = RunningPayments.start();
  }

  @AfterAll
  static void stop() {
    payments.close();
  }

  @Test
  void capturesWhatIsConfirmedAndPostsIt() {
    var id = authorized();
    payments.confirm(id, pounds(5));
    payments.awaitPayment(id, "captured, wanted captured");
    assertThat(payments.charge(id)).isEqualTo("captured");
    assertThat(told(id)).containsExactly("PaymentAuthorized", "PaymentCaptured");
    assertThat(postings(id, "capture")).containsExactly("provider:sandbox 500", "sales -500");
  }

  @Test
  void capturesAPageOfConfirmedOrders() {
    var ids = Stream.generate(RunningPayments::newOrder).limit(300).toList();
    var authorizations =
        ids.stream()
            .map(id -> payments.asking(new AuthorizePayment(id, pounds(5), "card", "tok_ok")))
            .toList();
    assertThat(get(Future.all(authorizations)).<Reply>list()).containsOnly(new Reply.Authorized());
    payments.announce(
        ids.stream().map(id -> new OrderConfirmed(id, pounds(5))).toArray(Event[]::new));
    var captured =
        """
        select count(*) from payments.payment
         where state = 'captured' and wanted = 'captured' and order_id in (%s)\
        """
            .formatted(ids.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")));
    payments.awaitRows(captured, "300");
  }

  @Test
  void capturesAnOrderThatWasConfirmedBeforeItsOutcomeWasKnown() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_timeout_then_ok"))
        .isEqualTo(new Reply.InDoubt());
    payments.confirm(id, pounds(5));
    payments.awaitPayment(id, "captured, wanted captured");
    assertThat(postings(id, "capture")).hasSize(2);
  }

  @Test
  void takesNothingOfAnOrderThatIsCancelledBeforeItsOutcomeIsKnown() {
    var leave = Promise.<Void>promise();
    try (var untold = RunningPayments.start(sandbox -> new ReticentProvider(sandbox, leave))) {
      var id = newOrder();
      assertThat(untold.authorize(id, pounds(5), "tok_timeout_then_ok"))
          .isEqualTo(new Reply.InDoubt());
      untold.confirm(id, pounds(5));
      untold.awaitFollowed();
      untold.cancel(id, pounds(5));
      untold.awaitFollowed();
      leave.complete();
      untold.awaitPayment(id, "voided, wanted nothing");
      assertThat(untold.charge(id)).isEqualTo("voided");
      assertThat(untold.rows("select from payments.posting")).isEmpty();
    }
  }

  @Test
  void capturesOnceWhenTheLogIsReadTwice() {
    var id = authorized();
    payments.confirm(id, pounds(5));
    payments.awaitPayment(id, "captured, wanted captured");
    payments.confirm(id, pounds(5));
    payments.awaitFollowed();
    assertThat(payments.payment(id)).isEqualTo("captured, wanted captured");
    assertThat(told(id)).containsExactly("PaymentAuthorized", "PaymentCaptured");
    assertThat(postings(id, "capture")).hasSize(2);
  }

  @Test
  void dropsWhatIsHeldForARejectedOrder() {
    var id = authorized();
    payments.reject(id);
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
    assertThat(payments.announced(id))
        .containsExactly("PaymentAuthorized", "PaymentResolved", "PaymentVoided");
    assertThat(postings(id, "capture")).isEmpty();
  }

  @Test
  void leavesATombstoneWhereTheRejectionComesFirst() {
    var id = newOrder();
    payments.reject(id);
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.authorize(id, pounds(5), "tok_ok"))
        .isEqualTo(new Reply.Declined("order_settled"));
    assertThat(payments.charge(id)).as("the provider was never asked").isEmpty();
  }

  @Test
  void leavesAloneAnOrderWhosePaymentWasNeverAskedFor() {
    var id = newOrder();
    payments.announce(new OrderRejected(id, "out_of_stock", Set.of()));
    payments.awaitFollowed();
    assertThat(payments.payment(id)).isEmpty();
  }

  @Test
  void leavesADeclinedPaymentDeclined() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_declined"))
        .isEqualTo(new Reply.Declined("card_declined"));
    payments.reject(id);
    payments.awaitPayment(id, "declined, wanted nothing");
    assertThat(payments.announced(id)).containsExactly("PaymentDeclined");
  }

  @Test
  void dropsAnAuthorizationThatTheRejectionOvertook() {
    var id = newOrder();
    var reply = payments.asking(new AuthorizePayment(id, pounds(5), "card", "tok_slow"));
    await().atMost(SOON).until(() -> !payments.payment(id).isEmpty());
    payments.reject(id);
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
    assertThat(get(reply))
        .as("what the provider said; orders, which has rejected, knows better")
        .isEqualTo(new Reply.Authorized());
  }

  @Test
  void dropsAPaymentInDoubtOnceItIsKnown() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_timeout_then_ok"))
        .isEqualTo(new Reply.InDoubt());
    payments.reject(id);
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
    assertThat(payments.announced(id))
        .containsExactly("PaymentUnknown", "PaymentAuthorized", "PaymentResolved", "PaymentVoided");
  }

  @Test
  void givesBackWhatWasCapturedForACancelledOrder() {
    var id = authorized();
    payments.confirm(id, pounds(5));
    payments.awaitPayment(id, "captured, wanted captured");
    payments.cancel(id, pounds(5));
    payments.awaitPayment(id, "captured, wanted nothing, returned 500");
    assertReturned(id);
  }

  @Test
  void capturesAndGivesBackAnOrderConfirmedAndCancelledAtOnce() {
    var id = authorized();
    payments.announce(new OrderConfirmed(id, pounds(5)), new OrderCancelled(id, pounds(5)));
    payments.awaitPayment(id, "captured, wanted nothing, returned 500");
    assertReturned(id);
  }

  @Test
  void stopsAtAConfirmationThatContradictsThePayment() {
    var id = authorized();
    payments.confirm(id, pounds(6));
    payments.awaitFollowed();
    assertThat(payments.payment(id)).isIn("sent", "authorized");
    assertThat(payments.rows("select type from payments.parked where key = '" + id + "'"))
        .containsExactly("OrderConfirmed");
  }

  private static OrderId authorized() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_ok")).isEqualTo(new Reply.Authorized());
    return id;
  }

  private static void assertReturned(OrderId id) {
    assertThat(told(id)).containsExactly("PaymentAuthorized", "PaymentCaptured", "PaymentRefunded");
    assertThat(payments.rows("select refunded from payments.payment where order_id = '" + id + "'"))
        .containsExactly("500");
    assertThat(
            payments.rows(
                "select state, refunded from sandbox.charge where order_id = '" + id + "'"))
        .containsExactly("captured 500");
  }

  /**
   * What was announced, but for what a look-up saw: on a slow machine one may come by in between.
   */
  private static List<String> told(OrderId id) {
    return payments.announced(id).stream().filter(type -> !type.equals("PaymentResolved")).toList();
  }

  private static List<String> postings(OrderId source, String kind) {
    return payments.rows(
        "select account, amount from payments.posting where source_id = '%s' and kind = '%s' order by 1"
            .formatted(source, kind));
  }
}
