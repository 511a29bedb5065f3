package mercat.payments;

import static mercat.payments.RunningPayments.get;
import static mercat.payments.RunningPayments.newOrder;
import static mercat.payments.RunningPayments.pounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizePaymentIT {
  private static RunningPayments payments;

  @BeforeAll
  static void start() {
    payments = RunningPayments.start();
  }

  @AfterAll
  static void stop() {
    payments.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tok_ok", "tok_slow"})
  void authorizesWhatTheProviderHolds(String token) {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), token)).isEqualTo(new Reply.Authorized());
    assertThat(payments.charge(id)).isEqualTo("authorized");
    payments.confirm(id, pounds(5));
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
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), token)).isEqualTo(new Reply.Declined(reason));
    assertThat(payments.payment(id)).isEqualTo("declined");
    assertThat(payments.charge(id)).isEqualTo("declined");
    assertThat(payments.announced(id)).containsExactly("PaymentDeclined");
  }

  @Test
  void learnsLaterThatASilentProviderHoldsTheAmount() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_timeout_then_ok"))
        .isEqualTo(new Reply.InDoubt());
    assertThat(payments.payment(id)).isEqualTo("unknown");
    payments.awaitPayment(id, "authorized");
    assertThat(payments.authorize(id, pounds(5), "tok_timeout_then_ok"))
        .isEqualTo(new Reply.Authorized());
    assertThat(payments.announced(id))
        .containsExactly("PaymentUnknown", "PaymentAuthorized", "PaymentResolved");
    assertThat(payments.rows("select count(*) from sandbox.charge where order_id = '" + id + "'"))
        .containsExactly("1");
  }

  @Test
  void learnsLaterThatASilentProviderRefused() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_timeout_then_declined"))
        .isEqualTo(new Reply.InDoubt());
    payments.awaitPayment(id, "declined");
    assertThat(payments.announced(id))
        .containsExactly("PaymentUnknown", "PaymentDeclined", "PaymentResolved");
  }

  @Test
  void asksAnUnreachableProviderAgainUntilNothingIsWanted() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_unavailable")).isEqualTo(new Reply.InDoubt());
    assertThat(payments.charge(id)).isEmpty();
    payments.reject(id);
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).as("a late arrival is refused").isEqualTo("voided");
    assertThat(payments.announced(id)).containsExactly("PaymentUnknown", "PaymentVoided");
  }

  @Test
  void chargesOnceHoweverOftenAndHoweverParallelItIsAsked() {
    var id = newOrder();
    var request = new AuthorizePayment(id, pounds(7), "card", "tok_slow");
    var replies = IntStream.range(0, 50).mapToObj(i -> payments.asking(request)).toList();
    assertThat(get(Future.all(replies)).<Reply>list()).containsOnly(new Reply.Authorized());
    assertThat(payments.ask(request)).isEqualTo(new Reply.Authorized());
    assertThat(payments.rows("select state from sandbox.charge where order_id = '" + id + "'"))
        .containsExactly("authorized");
    // A look-up by the worker may be faster than the slow provider: then orders are told of it.
    assertThat(payments.announced(id)).doesNotHaveDuplicates();
  }

  @Test
  void decidesManyOrdersTogether() {
    var requests =
        Stream.generate(() -> new AuthorizePayment(newOrder(), pounds(1), "card", "tok_ok"))
            .limit(500)
            .toList();
    var replies = requests.stream().map(payments::asking).toList();
    assertThat(get(Future.all(replies)).<Reply>list())
        .hasSize(500)
        .containsOnly(new Reply.Authorized());
  }

  @Test
  void refusesARepeatOverAnotherAmount() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_ok")).isEqualTo(new Reply.Authorized());
    assertThatThrownBy(() -> payments.authorize(id, pounds(6), "tok_ok"))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID));
    assertThat(payments.rows("select amount from payments.payment where order_id = '" + id + "'"))
        .isEqualTo(List.of("500"));
  }

  @Test
  void authorizesAnAmountOfNothing() {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(0), "tok_ok")).isEqualTo(new Reply.Authorized());
    payments.confirm(id, pounds(0));
    payments.awaitPayment(id, "captured, wanted captured");
  }
}
