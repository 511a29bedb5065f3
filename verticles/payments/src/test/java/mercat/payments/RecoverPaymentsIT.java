package mercat.payments;

import static mercat.payments.RunningPayments.authorization;
import static mercat.testkit.LocalNode.eventually;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.testkit.Fresh;
import mercat.testkit.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash leaves behind between two steps, and what two at once do to one payment. */
class RecoverPaymentsIT {
  @AutoClose static final RunningPayments payments = new RunningPayments();

  /**
   * @param charged what the provider did before the crash, null if it never heard of the payment
   * @param left the payment's state and wanted end as the crash left them
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # charged  | left                | payment                               | charge                 | announced
                     | sent                | authorized                            | authorized             | PaymentAuthorized PaymentResolved
          declined   | sent                | declined                              | declined               | PaymentDeclined PaymentResolved
                     | sent nothing        | voided, wanted nothing                | voided                 | PaymentVoided
          voided     | sent nothing        | voided, wanted nothing                | voided                 | PaymentVoided
          voided     | unknown nothing     | voided, wanted nothing                | voided                 | PaymentVoided
          voided     | unknown             | declined                              | voided                 | PaymentDeclined PaymentResolved
          captured   | capturing captured  | captured, wanted captured             | captured               | PaymentCaptured
          authorized | capturing captured  | captured, wanted captured             | captured               | PaymentCaptured
          voided     | authorized nothing  | voided, wanted nothing                | voided                 | PaymentVoided
          captured   | capturing nothing   | captured, wanted nothing, returned 500 | captured, returned 500 | PaymentCaptured PaymentRefunded
          """)
  void goesOnFromWhereverItWasLeft(
      @Nullable String charged, String left, String payment, String charge, String announced) {
    var id = Fresh.orderId();
    if (charged != null) {
      payments.charged(id, charged);
    }
    payments.left(id, left, "now()");
    payments.awaitPayment(id, payment);
    assertThat(payments.charge(id)).isEqualTo(charge);
    assertThat(payments.announced(id)).containsExactly(announced.split(" ", -1));
    assertThat(payments.rows("select from payments.posting where source_id = '%s'", id))
        .hasSize(payment.startsWith("captured") ? 2 : 0);
  }

  @Test
  void finishesARefundOnce() {
    var id = Fresh.orderId();
    payments.charged(id, "captured");
    payments.left(id, "captured captured", "now()");
    payments.change("update payments.payment set next_at = null where order_id = '%s'", id);
    var refundId = UUID.randomUUID();
    payments.change(
        "insert into sandbox.refund (refund_key, charge_key, amount) values ('%s', '%s', 200)",
        refundId, id);
    payments.change("update sandbox.charge set refunded = 200 where order_id = '%s'", id);
    payments.change(
        """
        insert into payments.refund (id, order_id, amount, currency, state, next_at)
        values ('%s', '%s', 200, 'GBP', 'sent', now())\
        """,
        refundId, id);
    payments.awaitRows("select state from payments.refund where id = '" + refundId + "'", "done");
    assertThat(payments.payment(id)).isEqualTo("captured, wanted captured, returned 200");
    assertThat(payments.charge(id)).isEqualTo("captured, returned 200");
    assertThat(payments.announced(id)).containsExactly("PaymentRefunded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorize", "lookUp", "capture"})
  void capturesOnceWhicheverAnswerIsLost(String lost) {
    try (var deaf = new RunningPayments(sandbox -> WatchedProvider.losing(lost, sandbox))) {
      var id = deaf.inDoubt();
      deaf.awaitPayment(id, "authorized");
      deaf.confirm(id);
      deaf.awaitPayment(id, "captured, wanted captured");
      deaf.awaitRows(
          "select account, balance from payments.account_balance order by 1",
          "provider:sandbox 500",
          "sales -500");
    }
  }

  @Test
  void voidsOnceWhenTheAnswerIsLost() {
    try (var deaf = new RunningPayments(sandbox -> WatchedProvider.losing("voidCharge", sandbox))) {
      var id = deaf.authorized();
      deaf.reject(id);
      deaf.awaitPayment(id, "voided, wanted nothing");
      assertThat(deaf.announced(id))
          .containsExactly("PaymentAuthorized", "PaymentResolved", "PaymentVoided");
    }
  }

  @Test
  void evidenceThatWaitedForARejectionSeesIt() {
    var id = Fresh.orderId();
    var reply = payments.asking(authorization(id, "tok_timeout_then_ok"));
    payments.awaitPayment(id, "sent");
    var rejecting = updating(id, "wanted = 'nothing', next_at = now()");
    awaitBlocked();
    rejecting.release();
    assertThat(get(reply)).isEqualTo(new Reply.InDoubt());
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
  }

  @Test
  void aRejectionThatWaitedForEvidenceSeesIt() {
    var id = Fresh.orderId();
    var noting = notingEvidenceOf(id);
    payments.reject(id);
    awaitBlocked();
    noting.release();
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
  }

  @Test
  void aConfirmationThatWaitedForEvidenceCaptures() {
    var id = Fresh.orderId();
    var noting = notingEvidenceOf(id);
    payments.confirm(id);
    awaitBlocked();
    noting.release();
    payments.awaitPayment(id, "captured, wanted captured");
  }

  /** A payment in doubt of which another process finds out that it is authorized. */
  private static TestDatabase.Held notingEvidenceOf(OrderId id) {
    payments.charged(id, "authorized");
    payments.left(id, "unknown", "now()");
    return updating(id, "state = 'authorized'");
  }

  /** An update of a payment that is not committed until it is released. */
  private static TestDatabase.Held updating(OrderId id, String change) {
    return payments.hold(
        "update payments.payment set %s where order_id = '%s' returning order_id", change, id);
  }

  private static void awaitBlocked() {
    eventually(() -> assertThat(payments.database().waitingSince()).isNotEmpty());
  }
}
