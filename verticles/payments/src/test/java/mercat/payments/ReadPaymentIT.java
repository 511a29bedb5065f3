package mercat.payments;

import static mercat.payments.RunningPayments.pounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.ReadPayment;
import mercat.contracts.payments.ReadPayment.AskedRefund;
import mercat.contracts.payments.ReadPayment.Reply;
import mercat.contracts.payments.RefundPayment;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What support is told of a payment. */
class ReadPaymentIT {
  private static final Actor SUPPORT = new Actor("sue", Set.of("support"));

  @AutoClose static final RunningPayments payments = new RunningPayments();

  private static Reply.Found read(OrderId id) {
    return (Reply.Found) payments.askAs(SUPPORT, new ReadPayment(id));
  }

  /** However long it takes: the clock comes by in an hour. */
  @Test
  void tellsOfOneThatWentWellThatNobodyHadToLook() {
    try (var unhurried =
        new RunningPayments(
            InstantSource.system(),
            Map.of("payments.recheck", "1h", "payments.back-off-max", "1h"),
            sandbox -> sandbox)) {
      var before = Instant.now().minusSeconds(1);
      var id = unhurried.captured();
      var told = (Reply.Found) unhurried.askAs(SUPPORT, new ReadPayment(id));
      assertThat(told.since()).isBetween(before, Instant.now().plusSeconds(1));
      assertThat(told)
          .isEqualTo(
              new Reply.Found("captured", "captured", told.since(), 0, null, told.refunds()));
      assertThat(told.refunds()).isEmpty();
    }
  }

  @Test
  void countsHowOftenOneInDoubtWasLookedAt() {
    var id = payments.inDoubt();
    assertThat(read(id).state()).isEqualTo("unknown");
    assertThat(read(id).wanted()).isNull();
    payments.awaitPayment(id, "authorized");
    var told = read(id);
    assertThat(told.looks()).isPositive();
    assertThat(told.nextLookAt()).isNull();
  }

  @Test
  void saysWhenOneThatCannotBeReachedIsLookedAtNext() {
    var id = payments.asked("tok_unavailable", new AuthorizePayment.Reply.InDoubt());
    RunningPayments.eventually(() -> assertThat(read(id).looks()).isGreaterThan(1));
    assertThat(read(id).nextLookAt()).isNotNull();
  }

  @Test
  void listsRefundsInTheOrderInWhichTheyWereAskedFor() {
    var id = payments.captured();
    var first = new UUID(0, 2);
    var second = new UUID(0, 1);
    assertThat(payments.ask(new RefundPayment(first, id, pounds(1))))
        .isEqualTo(new RefundPayment.Reply.Refunded(pounds(1)));
    assertThat(payments.ask(new RefundPayment(second, id, pounds(2))))
        .isEqualTo(new RefundPayment.Reply.Refunded(pounds(3)));
    assertThat(read(id).refunds())
        .extracting(AskedRefund::refundId, AskedRefund::amount, AskedRefund::isDone)
        .containsExactly(tuple(first, pounds(1), true), tuple(second, pounds(2), true));
  }

  @Test
  void knowsNoneOfAnOrderThatAskedForNone() {
    assertThat(payments.askAs(SUPPORT, new ReadPayment(Fresh.orderId())))
        .isEqualTo(new Reply.Unknown());
  }

  @Test
  void isForWhoReadsOrders() {
    payments.assertOnlyFor("orders:read", new ReadPayment(Fresh.orderId()));
  }
}
