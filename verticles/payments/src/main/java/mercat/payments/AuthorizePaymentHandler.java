package mercat.payments;

import static mercat.platform.Await.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.payments.domain.Outcome;
import mercat.payments.domain.Payment;
import mercat.payments.domain.PaymentState;
import mercat.payments.domain.Seen;
import mercat.payments.domain.Task;
import mercat.payments.domain.Wanted;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;
import mercat.platform.mailbox.Mailbox;

/**
 * Holds an order's total at the provider: commit the attempt, ask, answer.
 *
 * <p>Approval is not written down here. Orders will say whether the order stands, and that moves
 * the payment on; what a crash leaves in between, the provider knows, whom a repeat and the worker
 * ask again under the same key. Anything else than approval is committed before the answer.
 */
final class AuthorizePaymentHandler implements RequestHandler<AuthorizePayment, Reply> {
  /** An outcome is written down even when nobody waits for it any more. */
  private static final Duration NOTING = Duration.ofSeconds(10);

  /** The part of the remaining time that the provider may take, so that an answer still arrives. */
  private static final double PROVIDER_SHARE = 0.4;

  private final Mailbox<AuthorizePayment, AttemptPayments.Attempt> attempting;
  private final EvidenceDesk evidence;
  private final ProviderDesk provider;
  private final DrivePayments worker;
  private final PaymentsConfig config;
  private final Map<AuthorizePayment, Future<Reply>> underWay = new ConcurrentHashMap<>();

  AuthorizePaymentHandler(
      Mailbox<AuthorizePayment, AttemptPayments.Attempt> attempting,
      EvidenceDesk evidence,
      ProviderDesk provider,
      DrivePayments worker,
      PaymentsConfig config) {
    this.attempting = attempting;
    this.evidence = evidence;
    this.provider = provider;
    this.worker = worker;
    this.config = config;
  }

  /** A repeat that finds the same request under way here waits for its answer. */
  @Override
  public Reply handle(AuthorizePayment request, Call call) {
    var reply = underWay.computeIfAbsent(request, asked -> authorize(asked, call));
    return await(reply.onComplete(answered -> underWay.remove(request, reply)));
  }

  private Future<Reply> authorize(AuthorizePayment request, Call call) {
    return attempting
        .submit(request, call)
        .compose(attempt -> {
          var earlier = attempt.earlier();
          if (earlier == null) {
            return ask(request, call);
          }
          requireSame(request, earlier);
          return earlier.state() == PaymentState.SENT && earlier.wanted() == Wanted.UNDECIDED
              ? ask(request, call)
              : Future.succeededFuture(reply(earlier));
        });
  }

  private Future<Reply> ask(AuthorizePayment request, Call call) {
    var id = request.orderId().value();
    var charge =
        new PaymentProvider.Charge(id, request.amount(), request.method(), request.token());
    var sent = new Payment(id, request.amount(), PaymentState.SENT, Wanted.UNDECIDED, "", 0);
    long patienceMs =
        Math.min(
            config.providerTimeout().toMillis(),
            (long) (call.deadline().remainingMs() * PROVIDER_SHARE));
    return provider
        .authorize(charge, Duration.ofMillis(patienceMs), call.trace())
        .otherwise(new Outcome.Unclear())
        .compose(outcome ->
            outcome instanceof Outcome.Approved
                ? Future.succeededFuture(new Reply.Authorized())
                : evidence
                    .note(new Seen(id, outcome, sent, false), unhurried(call))
                    .map(this::noted));
  }

  private Reply noted(Payment payment) {
    if (payment.wanted() != Wanted.UNDECIDED && payment.task() != Task.NONE) {
      worker.wake();
    }
    return reply(payment);
  }

  private static void requireSame(AuthorizePayment request, Payment earlier) {
    var isTombstone = earlier.state() == PaymentState.VOIDED;
    if (!isTombstone && !earlier.amount().equals(request.amount())) {
      throw Failure.invalid("order " + request.orderId() + " has a payment of another amount");
    }
  }

  private static Reply reply(Payment payment) {
    return switch (payment.state()) {
      case SENT, UNKNOWN -> new Reply.InDoubt();
      case AUTHORIZED, CAPTURING, CAPTURED ->
          payment.wanted() == Wanted.NOTHING
              ? new Reply.Declined("order_settled")
              : new Reply.Authorized();
      case DECLINED -> new Reply.Declined(payment.reason());
      case VOIDED -> new Reply.Declined("order_settled");
    };
  }

  private static Call unhurried(Call call) {
    return new Call(Deadline.after(NOTING), call.actor(), call.trace(), call.caller());
  }
}
