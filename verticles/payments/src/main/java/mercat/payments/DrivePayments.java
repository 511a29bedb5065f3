package mercat.payments;

import static mercat.platform.Await.await;

import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.RefundPayment;
import mercat.payments.domain.Evidence;
import mercat.payments.domain.Outcome;
import mercat.payments.domain.Payment;
import mercat.payments.domain.PaymentState;
import mercat.payments.domain.Seen;
import mercat.payments.domain.Wanted;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the provider to the end that each payment is wanted to have: at least once, outside
 * transactions, every call under a key that makes a repeat harmless. What a crash leaves is found
 * again by the clock.
 */
final class DrivePayments implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DrivePayments.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TAKE_MAX = 500;
  private static final int WAITING_MAX = 20_000;

  private final BoundedContext payments;
  private final ProviderDesk provider;
  private final PaymentsConfig config;
  private final EvidenceDesk evidence;
  private final Mailbox<RefundPayment, OpenRefunds.Opened> opening;
  private final Mailbox<Look, Due> looking;
  private final Queue<Capture> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger rung = new AtomicInteger();
  private final AtomicBoolean moreIsDue = new AtomicBoolean();

  /** A capture whose attempt is committed. */
  record Capture(UUID orderId, Money amount, String trace) {}

  /** Asks what is due. */
  record Look(int most) {}

  /** What is due, put off so that nobody else takes it meanwhile. */
  record Due(List<PaymentStore.Due> payments, List<RefundPayment> refunds) {}

  DrivePayments(
      BoundedContext payments,
      ProviderDesk provider,
      PaymentStore store,
      RefundStore refunds,
      PaymentsConfig config,
      EvidenceDesk evidence,
      Mailbox<RefundPayment, OpenRefunds.Opened> opening) {
    this.payments = payments;
    this.provider = provider;
    this.config = config;
    this.evidence = evidence;
    this.opening = opening;
    this.looking =
        payments.mailbox(
            "TakeDue",
            (tx, batch) ->
                batch.stream().map(look -> take(tx, look.request(), store, refunds)).toList());
  }

  /**
   * Captures what was just confirmed, a bounded number at once. What finds no room to wait is left
   * to the clock.
   */
  void capture(List<Capture> captures) {
    for (var capture : captures) {
      if (waitingCount.get() >= WAITING_MAX) {
        break;
      }
      waitingCount.incrementAndGet();
      waiting.add(capture);
    }
    startWaiting();
  }

  /** Looks at once for what is due. */
  void wake() {
    if (rung.getAndIncrement() == 0) {
      payments.run(this::lookWhileRung);
    }
  }

  /** Looks for what is due, unless somebody does so right now, who will then look again. */
  @Override
  public void run() {
    if (rung.getAndIncrement() == 0) {
      lookWhileRung();
    }
  }

  /** Asks the provider to return money, under the refund's own key, and writes down that it did. */
  Future<Payment> giveBack(RefundPayment refund, String trace) {
    var id = refund.orderId().value();
    return provider
        .refund(refund.refundId(), id, refund.amount(), PATIENCE, trace)
        .compose(returned ->
            note(
                id,
                new Evidence.Returned(refund.refundId(), refund.amount().amount()),
                null,
                trace));
  }

  /** Starts captures that wait while there is room, whoever finds it first. */
  private void startWaiting() {
    if (starts.getAndIncrement() > 0) {
      return;
    }
    int answered;
    do {
      answered = starts.get();
      while (inFlight.get() < config.inFlightMax()) {
        var next = waiting.poll();
        if (next == null) {
          break;
        }
        waitingCount.decrementAndGet();
        var capture = capture(next.orderId(), next.amount(), next.trace());
        drive("order", next.orderId(), next.trace(), capture);
      }
    } while (starts.addAndGet(-answered) > 0);
  }

  private void lookWhileRung() {
    int answered;
    do {
      answered = rung.get();
      try {
        look();
      } catch (RuntimeException failure) {
        LOG.atWarn()
            .addKeyValue("failure", failure.toString())
            .log("cannot see what is due, will look again");
      }
    } while (rung.addAndGet(-answered) > 0);
  }

  private void look() {
    int most = Math.min(TAKE_MAX, config.inFlightMax() - inFlight.get());
    if (most <= 0) {
      moreIsDue.set(true);
      return;
    }
    var due = await(looking.submit(new Look(most), call(Trace.unsampled())));
    moreIsDue.set(due.payments().size() == most || due.refunds().size() == most);
    for (var taken : due.payments()) {
      if (taken.attempts() >= config.attemptsAlarm()) {
        LOG.atError()
            .addKeyValue("order", taken.payment().orderId())
            .addKeyValue("state", taken.payment().state())
            .addKeyValue("attempts", taken.attempts())
            .log("a payment does not come to its end");
      }
      driveAnew("order", taken.payment().orderId(), trace -> resume(taken, trace));
    }
    for (var refund : due.refunds()) {
      driveAnew("refund", refund.refundId(), trace -> giveBack(refund, trace));
    }
  }

  /** Drives what the clock has found, in a trace of its own. */
  private void driveAnew(String what, UUID id, Function<String, Future<?>> attempt) {
    var span = payments.traces().begin(null, SpanKind.INTERNAL, "drive", what);
    var trace = Spans.traceOf(span, Trace.unsampled());
    drive(what, id, trace, Spans.endWith(span, attempt.apply(trace)));
  }

  /**
   * Keeps count of what is under way; a failed attempt is found again when its next look is due.
   */
  private void drive(String what, UUID id, String trace, Future<?> attempt) {
    inFlight.incrementAndGet();
    attempt.onComplete((reached, failure) -> {
      if (failure != null) {
        Trace.on(LOG.atWarn(), trace)
            .addKeyValue(what, id)
            .addKeyValue("failure", failure.toString())
            .log("the provider has not answered, will try again");
      }
      int left = inFlight.decrementAndGet();
      startWaiting();
      if (left <= config.inFlightMax() / 2 && moreIsDue.getAndSet(false)) {
        wake();
      }
    });
  }

  private Future<?> resume(PaymentStore.Due taken, String trace) {
    var payment = taken.payment();
    return switch (payment.task()) {
      case LOOK_UP -> lookUp(taken, trace);
      case CAPTURE, DROP, GIVE_BACK, NONE -> next(payment, trace);
    };
  }

  /**
   * Finds out by the provider's evidence. What it has never seen is asked again, under the same
   * key, or dropped.
   */
  private Future<?> lookUp(PaymentStore.Due taken, String trace) {
    var payment = taken.payment();
    var id = payment.orderId();
    return provider
        .lookUp(id, PATIENCE, trace)
        .compose(outcome -> {
          if (!(outcome instanceof Outcome.NeverSeen)) {
            return note(id, outcome, payment, trace);
          }
          return payment.wanted() == Wanted.NOTHING
              ? drop(id, trace)
              : provider
                  .authorize(taken.charge(), PATIENCE, trace)
                  .compose(told -> note(id, told, payment, trace));
        })
        .compose(known -> next(known, trace));
  }

  /** What there is to do once the payment's state is known. */
  private Future<?> next(Payment payment, String trace) {
    var id = payment.orderId();
    return switch (payment.task()) {
      case CAPTURE -> capture(id, payment.amount(), trace);
      case DROP -> drop(id, trace);
      case GIVE_BACK -> giveAllBack(payment, trace);
      case LOOK_UP, NONE -> Future.succeededFuture();
    };
  }

  private Future<?> capture(UUID id, Money amount, String trace) {
    var capturing = new Payment(id, amount, PaymentState.CAPTURING, Wanted.CAPTURED, "", 0);
    return provider
        .capture(id, amount, PATIENCE, trace)
        .compose(taken -> note(id, new Evidence.Taken(), capturing, trace))
        .compose(captured ->
            captured.wanted() == Wanted.NOTHING ? next(captured, trace) : Future.succeededFuture());
  }

  private Future<Payment> drop(UUID id, String trace) {
    return provider
        .drop(id, PATIENCE, trace)
        .compose(dropped -> note(id, new Evidence.Dropped(), null, trace));
  }

  /** Taken, but nothing is wanted: what has not gone back goes back, as one refund of its own. */
  private Future<?> giveAllBack(Payment payment, String trace) {
    var id = payment.orderId();
    var refund =
        new RefundPayment(
            UUID.nameUUIDFromBytes((id + ":cancelled").getBytes(StandardCharsets.US_ASCII)),
            new OrderId(id),
            new Money(payment.left(), payment.amount().currency()));
    return opening
        .submit(refund, call(trace))
        .compose(opened ->
            switch (opened) {
              case OpenRefunds.Opened.Ask ask -> giveBack(refund, trace);
              case OpenRefunds.Opened.Answered(RefundPayment.Reply.Refunded done) ->
                  Future.succeededFuture();
              case OpenRefunds.Opened.Answered answered ->
                  Future.failedFuture("cannot give back: " + answered.reply());
              case OpenRefunds.Opened.Conflicting conflicting ->
                  Future.failedFuture("cannot give back: the refund's id is taken");
            });
  }

  private Future<Payment> note(UUID id, Evidence shown, @Nullable Payment presumed, String trace) {
    return evidence.note(new Seen(id, shown, presumed, true), call(trace));
  }

  private static Due take(Tx tx, Look look, PaymentStore store, RefundStore refunds) {
    return new Due(store.due(tx, look.most()), refunds.due(tx, look.most()));
  }

  private static Call call(String trace) {
    return new Call(
        Deadline.after(PATIENCE),
        Actor.SYSTEM,
        trace.isEmpty() ? Trace.unsampled() : trace,
        "payments");
  }
}
