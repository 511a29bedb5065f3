package mercat.payments;

import static mercat.payments.RunningPayments.FIVE;
import static mercat.payments.RunningPayments.authorization;
import static mercat.payments.RunningPayments.pounds;
import static mercat.testkit.LocalNode.eventually;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What orders decides, and how payments comes to its end, whoever is first. */
class SettlePaymentIT {
  @AutoClose static final RunningPayments payments = new RunningPayments();

  @Test
  void capturesWhatIsConfirmedAndPostsItOnceThoughTheLogIsReadTwice() {
    var id = payments.captured();
    assertCaptured(id);
    payments.confirm(id);
    payments.awaitFollowed();
    assertCaptured(id);
  }

  @Test
  void keepsNoTokenOnceTheProviderHasTold() {
    var captured = payments.captured();
    var voided = payments.authorized();
    payments.cancel(voided);
    payments.awaitPayment(voided, "voided, wanted nothing");

    for (var id : List.of(captured, voided)) {
      assertThat(payments.rows("select token from payments.payment where order_id = '%s'", id))
          .containsExactly("");
    }
  }

  @Test
  void capturesAPageOfConfirmedOrders() {
    var ids = Stream.generate(Fresh::orderId).limit(300).toList();
    assertThat(payments.askAll(ids.stream().map(id -> authorization(id, "tok_ok")).toList()))
        .containsOnly(new Reply.Authorized());
    payments.announce(ids.stream().map(id -> new OrderConfirmed(id, FIVE)).toArray(Event[]::new));
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
    var id = payments.inDoubt();
    payments.confirm(id);
    payments.awaitPayment(id, "captured, wanted captured");
    assertThat(postings(id)).hasSize(2);
  }

  @Test
  void takesNothingOfAnOrderThatIsCancelledBeforeItsOutcomeIsKnown() {
    var leave = Promise.<Void>promise();
    try (var untold =
        new RunningPayments(sandbox -> WatchedProvider.silentUntil(leave.future(), sandbox))) {
      var id = untold.inDoubt();
      untold.confirm(id);
      untold.awaitFollowed();
      untold.cancel(id);
      untold.awaitFollowed();
      leave.complete();
      untold.awaitPayment(id, "voided, wanted nothing");
      assertThat(untold.charge(id)).isEqualTo("voided");
      assertThat(untold.rows("select from payments.posting")).isEmpty();
    }
  }

  @Test
  void dropsWhatIsHeldForARejectedOrder() {
    var id = payments.authorized();
    payments.reject(id);
    assertVoided(id);
    assertThat(payments.announced(id))
        .containsExactly("PaymentAuthorized", "PaymentResolved", "PaymentVoided");
    assertThat(postings(id)).isEmpty();
  }

  @Test
  void leavesATombstoneWhereTheRejectionComesFirst() {
    var id = Fresh.orderId();
    payments.reject(id);
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.authorize(id, "tok_ok")).isEqualTo(new Reply.Declined("order_settled"));
    assertThat(payments.charge(id)).as("the provider was never asked").isEmpty();
    assertThat(payments.announced(id)).containsExactly("PaymentVoided");
  }

  @Test
  void leavesAloneAnOrderWhosePaymentWasNeverAskedFor() {
    var id = Fresh.orderId();
    payments.announce(new OrderRejected(id, "out_of_stock", Set.of()));
    payments.awaitFollowed();
    assertThat(payments.payment(id)).isEmpty();
  }

  @Test
  void leavesADeclinedPaymentDeclined() {
    var id = payments.asked("tok_declined", new Reply.Declined("card_declined"));
    payments.reject(id);
    payments.awaitPayment(id, "declined, wanted nothing");
    assertThat(payments.announced(id)).containsExactly("PaymentDeclined");
  }

  @Test
  void dropsAnAuthorizationThatTheRejectionOvertook() {
    var id = Fresh.orderId();
    var reply = payments.asking(authorization(id, "tok_slow"));
    eventually(() -> assertThat(payments.payment(id)).isNotEmpty());
    payments.reject(id);
    assertVoided(id);
    assertThat(get(reply))
        .as("what the provider said; orders, which has rejected, knows better")
        .isEqualTo(new Reply.Authorized());
  }

  @Test
  void dropsAPaymentInDoubtOnceItIsKnown() {
    var id = payments.inDoubt();
    payments.reject(id);
    assertVoided(id);
    assertThat(payments.announced(id))
        .containsExactly("PaymentUnknown", "PaymentAuthorized", "PaymentResolved", "PaymentVoided");
  }

  @Test
  void givesBackWhatWasCapturedForACancelledOrder() {
    var id = payments.captured();
    payments.cancel(id);
    assertReturned(id);
  }

  @Test
  void capturesAndGivesBackAnOrderConfirmedAndCancelledAtOnce() {
    var id = payments.authorized();
    payments.announce(new OrderConfirmed(id, FIVE), new OrderCancelled(id, FIVE));
    assertReturned(id);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsThatNothingIsLeftOfACancelledOrderOverNothing(boolean isCapturedBefore) {
    var id = Fresh.orderId();
    var nothing = new Money(0, "GBP");
    assertThat(payments.ask(new AuthorizePayment(id, nothing, "card", "tok_ok")))
        .isEqualTo(new Reply.Authorized());
    payments.announce(new OrderConfirmed(id, nothing));
    if (isCapturedBefore) {
      payments.awaitPayment(id, "captured, wanted captured");
    }
    payments.announce(new OrderCancelled(id, nothing));
    eventually(() ->
        assertThat(told(id))
            .containsExactly("PaymentAuthorized", "PaymentCaptured", "PaymentRefunded"));
    payments.awaitPayment(id, "captured, wanted nothing");
  }

  @Test
  void stopsAtAConfirmationThatContradictsThePayment() {
    var id = payments.authorized();
    payments.announce(new OrderConfirmed(id, pounds(6)));
    payments.awaitFollowed();
    assertThat(payments.payment(id)).isIn("sent", "authorized");
    assertThat(payments.rows("select type from payments.parked where key = '%s'", id))
        .containsExactly("OrderConfirmed");
  }

  private static void assertCaptured(OrderId id) {
    assertThat(payments.payment(id)).isEqualTo("captured, wanted captured");
    assertThat(payments.charge(id)).isEqualTo("captured");
    assertThat(told(id)).containsExactly("PaymentAuthorized", "PaymentCaptured");
    assertThat(postings(id)).containsExactly("provider:sandbox 500", "sales -500");
  }

  private static void assertVoided(OrderId id) {
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
  }

  private static void assertReturned(OrderId id) {
    payments.awaitPayment(id, "captured, wanted nothing, returned 500");
    assertThat(told(id)).containsExactly("PaymentAuthorized", "PaymentCaptured", "PaymentRefunded");
    assertThat(payments.charge(id)).isEqualTo("captured, returned 500");
  }

  /**
   * What was announced, but for what a look-up saw: on a slow machine one may come by in between.
   */
  private static List<String> told(OrderId id) {
    return payments.announced(id).stream().filter(type -> !type.equals("PaymentResolved")).toList();
  }

  private static List<String> postings(OrderId id) {
    return payments.rows(
        """
        select account, amount from payments.posting
         where source_id = '%s' and kind = 'capture' order by 1\
        """,
        id);
  }
}
