package mercat.payments;

import static mercat.platform.Await.await;
import static mercat.platform.Await.awaitDone;

import java.time.Duration;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.RefundPayment;
import mercat.payments.domain.Payment;
import mercat.payments.domain.Payment.NextCall;
import mercat.payments.domain.Payment.WantedEnd;
import mercat.payments.domain.ProviderEvidence;
import mercat.payments.domain.ProviderOutcome;
import mercat.payments.domain.ReceivedEvidence;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.mailbox.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * The steps that bring one payment to the end that it is wanted to have: each calls the provider
 * under a key that makes a repeat harmless, and records what it showed. A step that fails is taken
 * again by the clock.
 */
record PaymentSteps(
    PaymentProviders providers,
    NoteEvidence evidence,
    Mailbox<RefundPayment, OpenRefunds.Opened> opening) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Whether a provider may be troubled with one payment more. */
  boolean hasRoom(String provider) {
    return providers.rooms(1).getOrDefault(provider, 1) > 0;
  }

  /** Goes on with a payment from wherever it was left. */
  void resume(PaymentStore.DuePayment due, String trace) {
    var payment = due.payment();
    next(payment.nextCall() == NextCall.LOOK_UP ? lookUp(due, trace) : payment, trace);
  }

  /** Captures; what is not wanted any more goes back. */
  void capture(Payment capturing, String trace) {
    var id = capturing.orderId();
    awaitDone(of(capturing).capture(id, capturing.amount(), PATIENCE, trace));
    var captured = record(id, new ProviderEvidence.CaptureDone(), capturing, trace);
    if (captured.wanted() == WantedEnd.NOTHING) {
      next(captured, trace);
    }
  }

  Payment refund(String provider, RefundPayment refund, String trace) {
    var id = refund.orderId().value();
    awaitDone(
        providers.named(provider).refund(refund.refundId(), id, refund.amount(), PATIENCE, trace));
    var done = new ProviderEvidence.RefundDone(refund.refundId(), refund.amount().amount());
    return record(id, done, null, trace);
  }

  /** What there is to do once the payment's state is known. */
  private void next(Payment payment, String trace) {
    switch (payment.nextCall()) {
      case CAPTURE -> capture(payment, trace);
      case VOID -> {
        var unused = voidCharge(payment, trace);
      }
      case REFUND -> refundRest(payment, trace);
      case LOOK_UP, NONE -> {}
    }
  }

  /**
   * Finds out by the provider's evidence. What it has never seen is asked again, under the same
   * key, or voided.
   */
  private Payment lookUp(PaymentStore.DuePayment due, String trace) {
    var payment = due.payment();
    var id = payment.orderId();
    var provider = of(payment);
    var outcome = await(provider.lookUp(id, payment.amount(), PATIENCE, trace));
    if (outcome instanceof ProviderOutcome.NeverSeen) {
      if (payment.wanted() == WantedEnd.NOTHING) {
        return voidCharge(payment, trace);
      }
      outcome = await(provider.authorize(due.charge(), PATIENCE, trace));
    }
    return record(id, outcome, payment, trace);
  }

  private Payment voidCharge(Payment payment, String trace) {
    var id = payment.orderId();
    awaitDone(of(payment).voidCharge(id, PATIENCE, trace));
    return record(id, new ProviderOutcome.Voided(), null, trace);
  }

  /** Taken, but nothing is wanted: what has not gone back goes back, as one refund of its own. */
  private void refundRest(Payment payment, String trace) {
    var id = payment.orderId();
    var rest =
        new RefundPayment(
            payment.restRefundId(),
            new OrderId(id),
            new Money(payment.left(), payment.amount().currency()));
    switch (await(opening.submit(rest, call(trace)))) {
      case OpenRefunds.Opened.ToBeAsked(var provider) -> {
        var unused = refund(provider, rest, trace);
      }
      case OpenRefunds.Opened.ReplyKnown(RefundPayment.Reply.Refunded done) -> {}
      case OpenRefunds.Opened other ->
          throw Failure.internal("order " + id + ": cannot return the rest: " + other, null);
    }
  }

  private TracedProvider of(Payment payment) {
    return providers.named(payment.provider());
  }

  private Payment record(
      UUID id, ProviderEvidence shown, @Nullable Payment presumed, String trace) {
    return await(evidence.record(new ReceivedEvidence(id, shown, presumed, true), call(trace)));
  }

  private static Call call(String trace) {
    return Call.bySystem("payments", PATIENCE, trace);
  }
}
