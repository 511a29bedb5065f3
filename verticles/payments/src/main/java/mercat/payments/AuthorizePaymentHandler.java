package mercat.payments;

import static mercat.platform.Await.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.payments.domain.Payment;
import mercat.payments.domain.Payment.NextCall;
import mercat.payments.domain.Payment.WantedEnd;
import mercat.payments.domain.PaymentState;
import mercat.payments.domain.ProviderOutcome;
import mercat.payments.domain.ReceivedEvidence;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;

/**
 * Holds an order's total at the provider: commit the attempt, ask, answer.
 *
 * <p>Approval is not stored here. Orders will say whether the order stands, and that moves the
 * payment on; what a crash leaves in between, the provider knows, whom a repeat and the worker ask
 * again under the same key. Anything else than approval is committed before the answer.
 */
final class AuthorizePaymentHandler implements RequestHandler<AuthorizePayment, Reply> {
  /** An outcome is recorded even when nobody waits for it any more. */
  private static final Duration RECORDING = Duration.ofSeconds(10);

  /** The part of the remaining time that the provider may take, so that an answer still arrives. */
  private static final double PROVIDER_SHARE = 0.4;

  private final BoundedContext context;
  private final PaymentStore payments;
  private final PaymentProviders providers;
  private final NoteEvidence evidence;
  private final DrivePayments worker;
  private final PaymentsConfig config;
  private final Mailbox<AuthorizePayment, Attempt> attempting;
  private final Map<AuthorizePayment, Future<Reply>> underWay = new ConcurrentHashMap<>();

  /** A payment as it stands, and whether this is the first that is heard of it. */
  private record Attempt(Payment payment, boolean isNew) {}

  AuthorizePaymentHandler(
      BoundedContext context,
      PaymentStore payments,
      PaymentProviders providers,
      NoteEvidence evidence,
      DrivePayments worker,
      PaymentsConfig config) {
    this.context = context;
    this.payments = payments;
    this.providers = providers;
    this.evidence = evidence;
    this.worker = worker;
    this.config = config;
    this.attempting = context.mailbox("AttemptPayments", this::attempt);
  }

  /** A repeat that finds the same request under way here waits for its answer. */
  @Override
  public Reply handle(AuthorizePayment request, Call call) {
    var reply =
        underWay.computeIfAbsent(request, asked -> context.call(() -> authorize(asked, call)));
    return await(reply.onComplete(answered -> underWay.remove(request, reply)));
  }

  /** Claims one attempt per order. It stays with the provider that it was claimed for. */
  private List<Attempt> attempt(Tx tx, List<Asked<AuthorizePayment>> batch) {
    var ids = batch.stream().map(asked -> asked.request().orderId().value()).toList();
    var claimed = payments.claim(tx, Asked.requests(batch), this::provider);
    var earlier = claimed.size() == ids.size() ? Map.<UUID, Payment>of() : payments.find(tx, ids);
    return batch.stream()
        .map(Asked::request)
        .map(request -> {
          var id = request.orderId().value();
          var stored = earlier.get(id);
          return claimed.remove(id) || stored == null
              ? new Attempt(Payment.sent(id, provider(request), request.amount()), true)
              : new Attempt(stored, false);
        })
        .toList();
  }

  private String provider(AuthorizePayment request) {
    return providers.ofMethod(request.method()).orElseThrow();
  }

  private Reply authorize(AuthorizePayment request, Call call) {
    if (providers.ofMethod(request.method()).isEmpty()) {
      return new Reply.Declined("method_not_offered");
    }
    var attempt = await(attempting.submit(request, call));
    var payment = attempt.payment();
    if (attempt.isNew()) {
      return askProvider(payment, request, call);
    }
    requireSame(request, payment);
    return payment.state() == PaymentState.SENT && payment.wanted() == WantedEnd.UNDECIDED
        ? askProvider(payment, request, call)
        : reply(payment);
  }

  private Reply askProvider(Payment sent, AuthorizePayment request, Call call) {
    var id = request.orderId().value();
    var charge =
        new PaymentProvider.ChargeRequest(id, request.amount(), request.method(), request.token());
    long patienceMs =
        Math.min(
            config.providerTimeout().toMillis(),
            (long) (call.deadline().remainingMs() * PROVIDER_SHARE));
    var outcome =
        await(
            providers
                .named(sent.provider())
                .authorize(charge, Duration.ofMillis(patienceMs), call.trace())
                .otherwise(new ProviderOutcome.Unclear()));
    if (outcome instanceof ProviderOutcome.Approved) {
      return new Reply.Authorized();
    }
    var payment =
        await(evidence.record(new ReceivedEvidence(id, outcome, sent, false), unhurried(call)));
    if (payment.wanted() != WantedEnd.UNDECIDED && payment.nextCall() != NextCall.NONE) {
      worker.wake();
    }
    return reply(payment);
  }

  private static void requireSame(AuthorizePayment request, Payment earlier) {
    boolean isTombstone = earlier.state() == PaymentState.VOIDED;
    if (!isTombstone && !earlier.amount().equals(request.amount())) {
      throw Failure.invalid("order " + request.orderId() + " has a payment of another amount");
    }
  }

  private static Reply reply(Payment payment) {
    return switch (payment.state()) {
      case SENT, UNKNOWN -> new Reply.InDoubt();
      case AUTHORIZED, CAPTURING, CAPTURED ->
          payment.wanted() == WantedEnd.NOTHING
              ? new Reply.Declined("order_settled")
              : new Reply.Authorized();
      case DECLINED -> new Reply.Declined(payment.reason());
      case VOIDED -> new Reply.Declined("order_settled");
    };
  }

  private static Call unhurried(Call call) {
    return new Call(Deadline.after(RECORDING), call.actor(), call.trace(), call.caller());
  }
}
