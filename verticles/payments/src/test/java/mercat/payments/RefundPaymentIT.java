package mercat.payments;

import static mercat.payments.RunningPayments.get;
import static mercat.payments.RunningPayments.newOrder;
import static mercat.payments.RunningPayments.pounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.RefundPayment;
import mercat.contracts.payments.RefundPayment.Reply;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RefundPaymentIT {
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
  void returnsAPartAndThenTheRest() {
    var id = captured();
    var first = UUID.randomUUID();
    assertThat(refund(first, id, pounds(2))).isEqualTo(new Reply.Refunded(pounds(2)));
    assertThat(refund(UUID.randomUUID(), id, pounds(3))).isEqualTo(new Reply.Refunded(pounds(5)));
    assertThat(
            payments.rows(
                """
                select payload ->> 'refundId' = '%s', payload -> 'refundedInAll' ->> 'amount'
                  from payments.log_event where key = '%s' and type = 'PaymentRefunded' order by position\
                """
                    .formatted(first, id)))
        .containsExactly("t 200", "f 500");
    assertThat(
            payments.rows(
                "select account, amount from payments.posting where source_id = '%s' order by 1"
                    .formatted(first)))
        .containsExactly("provider:sandbox -200", "sales 200");
    assertThat(payments.rows("select refunded from sandbox.charge where order_id = '" + id + "'"))
        .containsExactly("500");
  }

  @Test
  void returnsMoneyForStaffOfFinanceOnly() {
    var id = captured();
    var request = new RefundPayment(UUID.randomUUID(), id, pounds(2));
    for (var actor : List.of(Actor.GUEST, new Actor("noor", Set.of("catalog", "support")))) {
      assertThatThrownBy(() -> payments.askAs(actor, request))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> assertThat(failure.kind()).isEqualTo(FailureKind.FORBIDDEN));
    }
    assertThat(payments.rows("select id from payments.refund where order_id = '" + id + "'"))
        .isEmpty();
    assertThat(payments.rows("select refunded from sandbox.charge where order_id = '" + id + "'"))
        .containsExactly("0");
  }

  @Test
  void refusesToReturnMoreThanWasCaptured() {
    var id = captured();
    assertThat(refund(UUID.randomUUID(), id, pounds(6)))
        .isEqualTo(new Reply.Refused("only 500 is left to return"));
    assertThat(refund(UUID.randomUUID(), id, pounds(4))).isEqualTo(new Reply.Refunded(pounds(4)));
    assertThat(refund(UUID.randomUUID(), id, pounds(2)))
        .isEqualTo(new Reply.Refused("only 100 is left to return"));
  }

  @Test
  void neverReturnsTooMuchWhenManyAskAtOnce() {
    var id = captured();
    var replies =
        IntStream.range(0, 20)
            .mapToObj(i -> payments.asking(new RefundPayment(UUID.randomUUID(), id, pounds(1))))
            .toList();
    var answers = get(Future.all(replies)).<Reply>list();
    assertThat(answers).filteredOn(Reply.Refunded.class::isInstance).hasSize(5);
    assertThat(answers).filteredOn(Reply.Refused.class::isInstance).hasSize(15);
    assertThat(payments.rows("select refunded from sandbox.charge where order_id = '" + id + "'"))
        .containsExactly("500");
  }

  @Test
  void returnsOnceHoweverOftenItIsAsked() {
    var id = captured();
    var request = new RefundPayment(UUID.randomUUID(), id, pounds(2));
    var replies = IntStream.range(0, 20).mapToObj(i -> payments.asking(request)).toList();
    assertThat(get(Future.all(replies)).<Reply>list()).containsOnly(new Reply.Refunded(pounds(2)));
    assertThat(payments.ask(request)).isEqualTo(new Reply.Refunded(pounds(2)));
    assertThat(payments.announced(id)).filteredOn("PaymentRefunded"::equals).hasSize(1);
    assertThat(payments.rows("select refunded from sandbox.charge where order_id = '" + id + "'"))
        .containsExactly("200");
  }

  @Test
  void refusesAnIdThatNamesAnotherRefund() {
    var id = captured();
    var refundId = UUID.randomUUID();
    assertThat(refund(refundId, id, pounds(2))).isEqualTo(new Reply.Refunded(pounds(2)));
    for (var other :
        List.of(
            new RefundPayment(refundId, id, pounds(3)),
            new RefundPayment(refundId, captured(), pounds(2)))) {
      assertThatThrownBy(() -> payments.ask(other))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID));
    }
  }

  @Test
  void refusesWhereNothingIsCaptured() {
    assertThat(refund(UUID.randomUUID(), newOrder(), pounds(1)))
        .isEqualTo(new Reply.Refused("nothing is captured"));
    var held = newOrder();
    assertThat(payments.authorize(held, pounds(5), "tok_ok"))
        .isEqualTo(new AuthorizePayment.Reply.Authorized());
    assertThat(refund(UUID.randomUUID(), held, pounds(1)))
        .isEqualTo(new Reply.Refused("nothing is captured"));
  }

  @Test
  void refusesAnotherCurrency() {
    assertThat(refund(UUID.randomUUID(), captured(), new Money(100, "EUR")))
        .isEqualTo(new Reply.Refused("the payment is in GBP"));
  }

  @Test
  void givesBackOnlyTheRestOfACancelledOrder() {
    var id = captured();
    assertThat(refund(UUID.randomUUID(), id, pounds(2))).isEqualTo(new Reply.Refunded(pounds(2)));
    payments.cancel(id, pounds(5));
    payments.awaitPayment(id, "captured, wanted nothing, returned 500");
    assertThat(
            payments.rows(
                "select amount, state from payments.refund where order_id = '%s' order by amount"
                    .formatted(id)))
        .containsExactly("200 done", "300 done");
  }

  @Test
  void goesOnWithARefundThatTheProviderDidNotAnswer() {
    try (var deaf = RunningPayments.start(sandbox -> new UnreliableProvider(sandbox, "refund"))) {
      var id = captured(deaf);
      var request = new RefundPayment(UUID.randomUUID(), id, pounds(2));
      assertThat(deaf.ask(request)).isEqualTo(new Reply.Pending());
      deaf.awaitRows(
          "select state from payments.refund where id = '" + request.refundId() + "'", "done");
      assertThat(deaf.ask(request)).isEqualTo(new Reply.Refunded(pounds(2)));
      assertThat(deaf.rows("select refunded from sandbox.charge where order_id = '" + id + "'"))
          .containsExactly("200");
    }
  }

  private static Reply refund(UUID refundId, OrderId id, Money amount) {
    return payments.ask(new RefundPayment(refundId, id, amount));
  }

  private static OrderId captured() {
    return captured(payments);
  }

  private static OrderId captured(RunningPayments payments) {
    var id = newOrder();
    assertThat(payments.authorize(id, pounds(5), "tok_ok"))
        .isEqualTo(new AuthorizePayment.Reply.Authorized());
    payments.confirm(id, pounds(5));
    payments.awaitPayment(id, "captured, wanted captured");
    return id;
  }
}
