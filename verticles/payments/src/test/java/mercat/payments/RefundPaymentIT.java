package mercat.payments;

import static mercat.payments.RunningPayments.FIVE;
import static mercat.payments.RunningPayments.pounds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.log.StaffActed;
import mercat.contracts.payments.RefundPayment;
import mercat.contracts.payments.RefundPayment.Reply;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RefundPaymentIT {
  private static final Reply NOTHING_CAPTURED = new Reply.Refused("nothing is captured");

  @AutoClose static final RunningPayments payments = new RunningPayments();

  private final OrderId id = payments.captured();

  @Test
  void returnsAPartAndThenTheRest() {
    var first = refundOf(id, pounds(2));
    assertThat(payments.ask(first)).isEqualTo(new Reply.Refunded(pounds(2)));
    assertThat(refund(pounds(3))).isEqualTo(new Reply.Refunded(FIVE));
    assertThat(
            payments.rows(
                """
                select payload ->> 'refundId', payload -> 'refundedInAll' ->> 'amount'
                  from payments.log_event where key = '%s' and type = 'PaymentRefunded' order by position\
                """,
                id))
        .satisfiesExactly(
            row -> assertThat(row).isEqualTo(first.refundId() + " 200"),
            row -> assertThat(row).doesNotStartWith(first.refundId().toString()).endsWith(" 500"));
    assertThat(
            payments.rows(
                "select account, amount from payments.posting where source_id = '%s' order by 1",
                first.refundId()))
        .containsExactly("provider:sandbox -200", "sales 200");
    assertThat(payments.charge(id)).isEqualTo("captured, returned 500");
  }

  @Test
  void returnsMoneyForStaffOfFinanceOnly() {
    payments.assertOnlyFor("orders:refund", refundOf(id, pounds(2)));
    assertThat(payments.rows("select id from payments.refund where order_id = '%s'", id)).isEmpty();
    assertThat(payments.charge(id)).isEqualTo("captured");
  }

  @Test
  void refusesToReturnMoreThanWasCaptured() {
    assertThat(refund(pounds(6))).isEqualTo(new Reply.Refused("only 500 is left to return"));
    assertThat(refund(pounds(4))).isEqualTo(new Reply.Refunded(pounds(4)));
    assertThat(refund(pounds(2))).isEqualTo(new Reply.Refused("only 100 is left to return"));
  }

  @Test
  void neverReturnsTooMuchWhenManyAskAtOnce() {
    var replies =
        payments.askAll(Stream.generate(() -> refundOf(id, pounds(1))).limit(20).toList());
    assertThat(replies).filteredOn(Reply.Refunded.class::isInstance).hasSize(5);
    assertThat(replies).filteredOn(Reply.Refused.class::isInstance).hasSize(15);
    assertThat(payments.charge(id)).isEqualTo("captured, returned 500");
  }

  @Test
  void returnsOnceHoweverOftenItIsAsked() {
    var request = refundOf(id, pounds(2));
    assertThat(payments.askAll(Collections.nCopies(20, request)))
        .containsOnly(new Reply.Refunded(pounds(2)));
    assertThat(payments.ask(request)).isEqualTo(new Reply.Refunded(pounds(2)));
    assertThat(payments.announced(id)).filteredOn("PaymentRefunded"::equals).hasSize(1);
    assertThat(payments.charge(id)).isEqualTo("captured, returned 200");
  }

  @Test
  void refusesAnIdThatNamesAnotherRefund() {
    var first = refundOf(id, pounds(2));
    assertThat(payments.ask(first)).isEqualTo(new Reply.Refunded(pounds(2)));
    for (var other :
        List.of(
            new RefundPayment(first.refundId(), id, pounds(3)),
            new RefundPayment(first.refundId(), payments.captured(), pounds(2)))) {
      assertThat(payments.ask(other)).isEqualTo(new Reply.IdReused());
    }
  }

  @Test
  void refusesWhereNothingIsCaptured() {
    var authorized = refundOf(payments.authorized(), pounds(1));
    assertThat(payments.ask(authorized)).isEqualTo(NOTHING_CAPTURED);
    var unknown = refundOf(Fresh.orderId(), pounds(1));
    assertThat(payments.ask(unknown)).isEqualTo(new Reply.Unknown());
  }

  @Test
  void refusesAnotherCurrency() {
    assertThat(refund(new Money(100, "EUR"))).isEqualTo(new Reply.Refused("the payment is in GBP"));
  }

  @Test
  void givesBackOnlyTheRestOfACancelledOrder() {
    assertThat(refund(pounds(2))).isEqualTo(new Reply.Refunded(pounds(2)));
    payments.cancel(id);
    payments.awaitPayment(id, "captured, wanted nothing, returned 500");
    assertThat(
            payments.rows(
                "select amount, state from payments.refund where order_id = '%s' order by amount",
                id))
        .containsExactly("200 done", "300 done");
  }

  @Test
  void goesOnWithARefundThatTheProviderDidNotAnswer() {
    try (var deaf = new RunningPayments(sandbox -> WatchedProvider.losing("refund", sandbox))) {
      var unanswered = deaf.captured();
      var request = refundOf(unanswered, pounds(2));
      assertThat(deaf.ask(request)).isEqualTo(new Reply.Pending());
      deaf.awaitRows(
          "select state from payments.refund where id = '" + request.refundId() + "'", "done");
      assertThat(deaf.ask(request)).isEqualTo(new Reply.Refunded(pounds(2)));
      assertThat(deaf.charge(unanswered)).isEqualTo("captured, returned 200");
    }
  }

  private Reply refund(Money amount) {
    return payments.ask(refundOf(id, amount));
  }

  private static RefundPayment refundOf(OrderId id, Money amount) {
    return new RefundPayment(UUID.randomUUID(), id, amount);
  }

  @Test
  void tellsTheAuditWhoReturnedHowMuchOnceForEachRefund() {
    var first = refundOf(id, pounds(2));
    for (int i = 0; i < 2; i++) {
      assertThat(payments.ask(first)).isEqualTo(new Reply.Refunded(pounds(2)));
    }
    assertThat(refund(pounds(9))).isInstanceOf(Reply.Refused.class);
    assertThat(refund(pounds(3))).isEqualTo(new Reply.Refunded(FIVE));
    assertThat(payments.staffActions("payments", "order:" + id))
        .containsExactly(refunded("0 GBP", "200 GBP"), refunded("200 GBP", "500 GBP"));
  }

  private StaffActed refunded(String before, String after) {
    return new StaffActed(
        "client:mila",
        "refundOrder",
        "order:" + id,
        Map.of("refunded", before),
        Map.of("refunded", after));
  }
}
