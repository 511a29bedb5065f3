package mercat.payments;

import static mercat.payments.RunningPayments.authorization;
import static mercat.payments.RunningPayments.pounds;
import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.platform.FailureKind;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizePaymentIT {
  @AutoClose static final RunningPayments payments = new RunningPayments();

  @ParameterizedTest
  @ValueSource(strings = {"tok_ok", "tok_slow"})
  void authorizesWhatTheProviderHolds(String token) {
    var id = payments.asked(token, new Reply.Authorized());
    assertThat(payments.charge(id)).isEqualTo("authorized");
    payments.confirm(id);
    payments.awaitPayment(id, "captured, wanted captured");
    assertThat(payments.announced(id)).startsWith("PaymentAuthorized").endsWith("PaymentCaptured");
  }

  @ParameterizedTest
  @CsvSource({
    "tok_declined, card_declined",
    "tok_insufficient, insufficient_funds",
    "tok_unheard_of, invalid_token"
  })
  void declinesWhatTheProviderRefuses(String token, String reason) {
    var id = payments.asked(token, new Reply.Declined(reason));
    assertThat(payments.payment(id)).isEqualTo("declined");
    assertThat(payments.charge(id)).isEqualTo("declined");
    assertThat(payments.announced(id)).containsExactly("PaymentDeclined");
  }

  @Test
  void learnsLaterThatASilentProviderHoldsTheAmount() {
    var id = payments.inDoubt();
    assertThat(payments.payment(id)).isEqualTo("unknown");
    payments.awaitPayment(id, "authorized");
    assertThat(payments.authorize(id, "tok_timeout_then_ok")).isEqualTo(new Reply.Authorized());
    assertThat(payments.announced(id))
        .containsExactly("PaymentUnknown", "PaymentAuthorized", "PaymentResolved");
    assertThat(payments.charge(id)).as("one charge").isEqualTo("authorized");
  }

  @Test
  void learnsLaterThatASilentProviderRefused() {
    var id = payments.asked("tok_timeout_then_declined", new Reply.InDoubt());
    payments.awaitPayment(id, "declined");
    assertThat(payments.announced(id))
        .containsExactly("PaymentUnknown", "PaymentDeclined", "PaymentResolved");
  }

  @Test
  void asksAnUnreachableProviderAgainUntilNothingIsWanted() {
    var id = payments.asked("tok_unavailable", new Reply.InDoubt());
    assertThat(payments.charge(id)).isEmpty();
    payments.reject(id);
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).as("a late arrival is refused").isEqualTo("voided");
    assertThat(payments.announced(id)).containsExactly("PaymentUnknown", "PaymentVoided");
  }

  @Test
  void chargesOnceHoweverOftenAndHoweverParallelItIsAsked() {
    var id = Fresh.orderId();
    var request = authorization(id, "tok_slow");
    assertThat(payments.askAll(Collections.nCopies(50, request)))
        .containsOnly(new Reply.Authorized());
    assertThat(payments.ask(request)).isEqualTo(new Reply.Authorized());
    assertThat(payments.charge(id)).isEqualTo("authorized");
    // A look-up by the worker may be faster than the slow provider: then orders are told of it.
    assertThat(payments.announced(id)).doesNotHaveDuplicates();
  }

  @Test
  void refusesARepeatOverAnotherAmount() {
    var id = payments.authorized();
    var other = new AuthorizePayment(id, pounds(6), "card", "tok_ok");
    assertFails(FailureKind.INVALID, () -> payments.ask(other));
    assertThat(payments.rows("select amount from payments.payment where order_id = '%s'", id))
        .containsExactly("500");
  }

  @Test
  void authorizesAnAmountOfNothing() {
    var id = Fresh.orderId();
    assertThat(payments.ask(new AuthorizePayment(id, pounds(0), "card", "tok_ok")))
        .isEqualTo(new Reply.Authorized());
    payments.announce(new OrderConfirmed(id, pounds(0)));
    payments.awaitPayment(id, "captured, wanted captured");
  }
}
