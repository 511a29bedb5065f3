package mercat.payments;

import static java.util.Objects.requireNonNull;
import static mercat.payments.RunningPayments.FIVE;
import static mercat.payments.RunningPayments.pounds;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.contracts.payments.RefundPayment;
import mercat.provider.StripeFault;
import mercat.testkit.Fresh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Stripe does not answer: it is let alone, nobody decides in its place, and all goes on later. */
class StripeAwayIT {
  private static final int MANY = 20;

  /** Far longer than these tests take, unless they say otherwise. */
  private static final String LONG = "5m";

  @AutoClose private @Nullable StripePayments started;

  private void start(String rest) {
    started = new StripePayments(InstantSource.system(), Map.of("payments.stripe-rest", rest));
  }

  private StripePayments running() {
    return requireNonNull(started);
  }

  private Reply ask(OrderId id, String token) {
    return running().payments.authorize(id, token);
  }

  /** A new order whose payment nobody can tell of. */
  private OrderId inDoubt() {
    var id = Fresh.orderId();
    assertThat(ask(id, "pm_card_visa")).isEqualTo(new Reply.InDoubt());
    return id;
  }

  /** A new order whose payment Stripe holds, however slow this machine is. */
  private OrderId held() {
    var id = Fresh.orderId();
    if (!ask(id, "pm_card_visa").equals(new Reply.Authorized())) {
      running().payments.awaitPayment(id, "authorized");
    }
    return id;
  }

  private OrderId captured() {
    var id = held();
    running().payments.confirm(id);
    running().payments.awaitPayment(id, "captured, wanted captured");
    return id;
  }

  private static RefundPayment refundOf(OrderId id) {
    return new RefundPayment(UUID.randomUUID(), id, pounds(2));
  }

  private void fail(StripeFault fault) {
    running().stripe.fail(heard -> fault);
  }

  private void assertBreaker(String state) {
    assertThat(running().breaker()).isEqualTo(state);
  }

  private List<String> heard(OrderId id) {
    return running().stripe.heard().stream()
        .filter(heard -> heard.order().equals(id.toString()))
        .map(heard -> heard.call())
        .toList();
  }

  private List<String> looks(OrderId id) {
    return running()
        .payments
        .rows("select attempts from payments.payment where order_id = '%s'", id);
  }

  /** The worker looks all the while, as a payment of another provider shows. */
  private void awaitALook() {
    var other = Fresh.orderId();
    var request = new AuthorizePayment(other, FIVE, "voucher", "tok_timeout_then_ok");
    assertThat(running().payments.ask(request)).isNotInstanceOf(Reply.Declined.class);
    running().payments.awaitPayment(other, "authorized");
  }

  @Test
  void isAskedNothingWhileItIsLetAloneAndDecidesNothing() {
    start(LONG);
    var captured = captured();
    var held = held();
    fail(StripeFault.GATEWAY);
    while (!running().breaker().equals("open")) {
      var unused = inDoubt();
    }
    running().stripe.heal();

    var unsent = inDoubt();
    var dropped = inDoubt();
    running().payments.reject(dropped);
    running().payments.confirm(held);
    var refund = refundOf(captured);
    assertThat(running().payments.ask(refund)).isEqualTo(new RefundPayment.Reply.Pending());
    running().payments.awaitPayment(held, "capturing, wanted captured");
    running().payments.awaitPayment(dropped, "unknown, wanted nothing");
    awaitALook();

    assertThat(running().payments.payment(unsent)).isEqualTo("unknown");
    assertThat(running().payments.announced(unsent)).containsExactly("PaymentUnknown");
    assertThat(heard(unsent)).isEmpty();
    assertThat(heard(dropped)).isEmpty();
    assertThat(heard(held)).doesNotContain("capture");
    assertThat(heard(captured)).doesNotContain("refund", "refunds");
    for (var id : List.of(unsent, dropped)) {
      assertThat(looks(id)).as("waiting spends no look").containsExactly("0");
    }
    assertBreaker("open");
  }

  /** One answer is enough. */
  @Test
  void isAskedNothingDuringAPauseThatItAskedFor() {
    start(LONG);
    fail(StripeFault.PAUSE);
    var unused = inDoubt();
    running().stripe.heal();
    var unsent = inDoubt();
    assertThat(heard(unsent)).isEmpty();
    assertBreaker("open");
  }

  @Test
  void goesOnWithAllThatWaitedOnceItAnswers() {
    start("200ms");
    var captured = captured();
    var held = Stream.generate(this::held).limit(MANY).toList();
    fail(StripeFault.GATEWAY);
    var refund = refundOf(captured);
    assertThat(running().payments.ask(refund)).isEqualTo(new RefundPayment.Reply.Pending());
    var kept = Stream.generate(this::inDoubt).limit(MANY).toList();
    var dropped = Stream.generate(this::inDoubt).limit(MANY).toList();
    dropped.forEach(running().payments::reject);
    held.subList(0, MANY / 2).forEach(running().payments::confirm);
    held.subList(MANY / 2, MANY).forEach(running().payments::reject);
    eventually(() -> assertThat(running().breaker()).isNotEqualTo("closed"));
    running().stripe.heal();

    kept.forEach(id -> running().payments.awaitPayment(id, "authorized"));
    dropped.forEach(id -> running().payments.awaitPayment(id, "voided, wanted nothing"));
    held.subList(0, MANY / 2)
        .forEach(id -> running().payments.awaitPayment(id, "captured, wanted captured"));
    held.subList(MANY / 2, MANY)
        .forEach(id -> running().payments.awaitPayment(id, "voided, wanted nothing"));
    running().payments.awaitPayment(captured, "captured, wanted captured, returned 200");
    eventually(() -> assertBreaker("closed"));
    kept.forEach(id -> assertThat(running().held(id.value())).containsExactly("500"));
    dropped.forEach(id -> assertThat(running().held(id.value())).isEmpty());
    assertThat(running().held(captured.value())).containsExactly("300");
  }

  /** A declined card says nothing of Stripe. */
  @Test
  void staysAskedHoweverManyCardsAreDeclined() {
    start(LONG);
    for (int i = 0; i < 12; i++) {
      var id = Fresh.orderId();
      assertThat(ask(id, "pm_card_chargeDeclined")).isNotEqualTo(new Reply.Authorized());
      running().payments.awaitPayment(id, "declined");
    }
    assertBreaker("closed");
    var unused = held();
  }
}
