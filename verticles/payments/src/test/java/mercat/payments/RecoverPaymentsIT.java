package mercat.payments;

import static mercat.payments.RunningPayments.SOON;
import static mercat.payments.RunningPayments.get;
import static mercat.payments.RunningPayments.newOrder;
import static mercat.payments.RunningPayments.pounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash leaves behind between two steps, and what two at once do to one payment. */
class RecoverPaymentsIT {
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
  void asksAgainWhatWasSentButNeverArrived() {
    var id = newOrder();
    left(id, "sent", "null");
    payments.awaitPayment(id, "authorized");
    assertThat(payments.charge(id)).isEqualTo("authorized");
    assertThat(payments.announced(id)).containsExactly("PaymentAuthorized", "PaymentResolved");
  }

  @Test
  void learnsTheOutcomeThatWasNotWrittenDown() {
    var id = newOrder();
    charged(id, "declined");
    left(id, "sent", "null");
    payments.awaitPayment(id, "declined");
    assertThat(payments.announced(id)).containsExactly("PaymentDeclined", "PaymentResolved");
  }

  @Test
  void bringsTheProviderToRefuseWhatIsNoLongerWanted() {
    var id = newOrder();
    left(id, "sent", "'nothing'");
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
  }

  @Test
  void repeatsACaptureWhoseOutcomeWasNotWrittenDown() {
    var id = newOrder();
    charged(id, "captured");
    left(id, "capturing", "'captured'");
    payments.awaitPayment(id, "captured, wanted captured");
    assertThat(payments.announced(id)).containsExactly("PaymentCaptured");
    assertThat(
            payments.rows("select count(*) from payments.posting where source_id = '" + id + "'"))
        .containsExactly("2");
  }

  @Test
  void capturesWhatWasNeverAskedToBeCaptured() {
    var id = newOrder();
    charged(id, "authorized");
    left(id, "capturing", "'captured'");
    payments.awaitPayment(id, "captured, wanted captured");
    assertThat(payments.charge(id)).isEqualTo("captured");
  }

  @Test
  void findsThatTheChargeWasDropped() {
    var id = newOrder();
    charged(id, "voided");
    left(id, "authorized", "'nothing'");
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.announced(id)).containsExactly("PaymentVoided");
  }

  @Test
  void givesBackWhatWasCapturedWhenTheOrderWasCancelledMeanwhile() {
    var id = newOrder();
    charged(id, "captured");
    left(id, "capturing", "'nothing'");
    payments.awaitPayment(id, "captured, wanted nothing, returned 500");
    assertThat(payments.announced(id)).containsExactly("PaymentCaptured", "PaymentRefunded");
  }

  @Test
  void finishesARefundOnce() {
    var id = newOrder();
    charged(id, "captured");
    left(id, "captured", "'captured'");
    payments.change(
        "update payments.payment set next_at = null where order_id = '%s'".formatted(id));
    var refundId = UUID.randomUUID();
    payments.change(
        "insert into sandbox.refund (refund_key, charge_key, amount) values ('%s', '%s', 200)"
            .formatted(refundId, id));
    payments.change("update sandbox.charge set refunded = 200 where order_id = '%s'".formatted(id));
    payments.change(
        """
        insert into payments.refund (id, order_id, amount, currency, state, next_at)
        values ('%s', '%s', 200, 'GBP', 'sent', now())\
        """
            .formatted(refundId, id));
    payments.awaitRows("select state from payments.refund where id = '" + refundId + "'", "done");
    assertThat(
            payments.rows(
                """
                select p.refunded, c.refunded from payments.payment p join sandbox.charge c using (order_id)
                 where order_id = '%s'\
                """
                    .formatted(id)))
        .containsExactly("200 200");
    assertThat(payments.announced(id)).containsExactly("PaymentRefunded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorize", "lookUp", "capture"})
  void capturesOnceWhicheverAnswerIsLost(String lost) {
    try (var deaf = RunningPayments.start(sandbox -> new UnreliableProvider(sandbox, lost))) {
      var id = newOrder();
      var reply = deaf.authorize(id, pounds(5), "tok_timeout_then_ok");
      assertThat(reply).isEqualTo(new Reply.InDoubt());
      deaf.awaitPayment(id, "authorized");
      deaf.confirm(id, pounds(5));
      deaf.awaitPayment(id, "captured, wanted captured");
      assertThat(deaf.rows("select account, balance from payments.account_balance order by 1"))
          .containsExactly("provider:sandbox 500", "sales -500");
    }
  }

  @Test
  void voidsOnceWhenTheAnswerIsLost() {
    try (var deaf =
        RunningPayments.start(sandbox -> new UnreliableProvider(sandbox, "voidCharge"))) {
      var id = newOrder();
      assertThat(deaf.authorize(id, pounds(5), "tok_ok")).isEqualTo(new Reply.Authorized());
      deaf.reject(id);
      deaf.awaitPayment(id, "voided, wanted nothing");
      assertThat(deaf.announced(id))
          .containsExactly("PaymentAuthorized", "PaymentResolved", "PaymentVoided");
    }
  }

  @Test
  void evidenceThatWaitedForARejectionSeesIt() throws SQLException {
    var id = newOrder();
    try (var rejecting = payments.connect();
        var statement = rejecting.createStatement()) {
      rejecting.setAutoCommit(false);
      var reply =
          payments.asking(new AuthorizePayment(id, pounds(5), "card", "tok_timeout_then_ok"));
      var reject =
          "update payments.payment set wanted = 'nothing', next_at = now() where order_id = '%s' and state = 'sent'"
              .formatted(id);
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> statement.executeUpdate(reject) == 1);
      awaitBlocked();
      rejecting.commit();
      assertThat(get(reply)).isEqualTo(new Reply.InDoubt());
    }
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
  }

  @Test
  void aRejectionThatWaitedForEvidenceSeesIt() throws SQLException {
    var id = newOrder();
    charged(id, "authorized");
    left(id, "unknown", "null");
    try (var noting = payments.connect();
        var statement = noting.createStatement()) {
      noting.setAutoCommit(false);
      assertThat(
              statement.executeUpdate(
                  "update payments.payment set state = 'authorized' where order_id = '%s' and state in ('unknown', 'authorized')"
                      .formatted(id)))
          .isOne();
      payments.reject(id);
      awaitBlocked();
      noting.commit();
    }
    payments.awaitPayment(id, "voided, wanted nothing");
    assertThat(payments.charge(id)).isEqualTo("voided");
  }

  @Test
  void aConfirmationThatWaitedForEvidenceCaptures() throws SQLException {
    var id = newOrder();
    charged(id, "authorized");
    left(id, "unknown", "null");
    try (var noting = payments.connect();
        var statement = noting.createStatement()) {
      noting.setAutoCommit(false);
      assertThat(
              statement.executeUpdate(
                  "update payments.payment set state = 'authorized' where order_id = '%s' and state in ('unknown', 'authorized')"
                      .formatted(id)))
          .isOne();
      payments.confirm(id, pounds(5));
      awaitBlocked();
      noting.commit();
    }
    payments.awaitPayment(id, "captured, wanted captured");
  }

  /** Until somebody waits for a lock. */
  private static void awaitBlocked() {
    await()
        .atMost(SOON)
        .until(() ->
            !payments
                .rows(
                    """
                    select pid from pg_stat_activity
                     where wait_event_type = 'Lock' and usename = 'mercat_payments' and datname = current_database()\
                    """)
                .isEmpty());
  }

  private static void left(OrderId id, String state, String wanted) {
    payments.change(
        """
        insert into payments.payment (order_id, amount, currency, method, token, state, wanted, next_at)
        values ('%s', 500, 'GBP', 'card', 'tok_ok', '%s', %s, now())\
        """
            .formatted(id, state, wanted));
  }

  private static void charged(OrderId id, String state) {
    payments.change(
        """
        insert into sandbox.charge (charge_key, order_id, amount, currency, token, state)
        values ('%1$s', '%1$s', 500, 'GBP', 'tok_ok', '%2$s')\
        """
            .formatted(id, state));
  }
}
