package mercat.payments;

import static mercat.platform.Await.await;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import mercat.contracts.Money;
import mercat.payments.TakeDue.DueWork;
import mercat.payments.TakeDue.Look;
import mercat.payments.domain.Payment;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Coalescing;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker that drives the provider to the end that each payment is wanted to have: at least
 * once, outside transactions, a bounded number of payments at once. What a crash leaves is found
 * again by the clock.
 */
final class DrivePayments {
  private static final Logger LOG = LoggerFactory.getLogger(DrivePayments.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TAKE_MAX = 500;
  private static final int WAITING_MAX = 20_000;

  private final BoundedContext context;
  private final PaymentSteps steps;
  private final Mailbox<Look, DueWork> looking;
  private final PaymentsConfig config;
  private final LinkedBlockingQueue<Capture> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Semaphore room;
  private final Coalescing lookingForDue;
  private final AtomicBoolean isMoreDue = new AtomicBoolean();

  /** A capture whose attempt is committed. */
  record Capture(UUID orderId, String provider, Money amount, String trace) {
    Payment payment() {
      return Payment.sent(orderId, provider, amount).wantCaptured();
    }
  }

  DrivePayments(
      BoundedContext context,
      PaymentSteps steps,
      Mailbox<Look, DueWork> looking,
      PaymentsConfig config) {
    this.context = context;
    this.steps = steps;
    this.looking = looking;
    this.config = config;
    this.room = new Semaphore(config.inFlightMax());
    this.lookingForDue = new Coalescing("look for what is due", () -> context.call(this::look));
  }

  /** Captures what was just confirmed. What finds no room to wait is left to the clock. */
  void capture(List<Capture> captures) {
    for (var capture : captures) {
      if (!waiting.offer(capture)) {
        break;
      }
    }
    startWaiting();
  }

  /** Looks at once for what is due. */
  void wake() {
    lookingForDue.signal();
  }

  /**
   * Starts captures that wait while there is room; those whose provider has none the clock finds.
   */
  private void startWaiting() {
    while (!waiting.isEmpty() && room.tryAcquire()) {
      var next = waiting.poll();
      if (next == null || !steps.hasRoom(next.provider())) {
        room.release();
      } else {
        drive(
            "order",
            next.orderId(),
            Span.getInvalid(),
            next.trace(),
            trace -> steps.capture(next.payment(), trace));
      }
    }
  }

  /** Returns nothing, which is what a task must return. */
  private @Nullable Void look() {
    int most = Math.min(TAKE_MAX, room.availablePermits());
    if (most == 0 || !room.tryAcquire(most)) {
      isMoreDue.set(true);
      return null;
    }
    int taken = 0;
    try {
      var due = await(looking.submit(new Look(most), Call.bySystem("payments", PATIENCE)));
      taken = due.size();
      isMoreDue.set(due.isMore());
      drive(due);
    } finally {
      room.release(most - taken);
      startWaiting();
    }
    return null;
  }

  private void drive(DueWork due) {
    for (var taken : due.payments()) {
      var id = taken.payment().orderId();
      if (taken.attempts() >= config.attemptsAlarm()) {
        LOG.atError()
            .addKeyValue("order", id)
            .addKeyValue("state", taken.payment().state())
            .addKeyValue("attempts", taken.attempts())
            .log("a payment does not come to its end");
      }
      driveAnew("order", id, trace -> steps.resume(taken, trace));
    }
    for (var refund : due.refunds()) {
      driveAnew(
          "refund",
          refund.asked().refundId(),
          trace -> {
            var unused = steps.refund(refund.provider(), refund.asked(), trace);
          });
    }
  }

  /** Drives what the clock has found, in a trace of its own. */
  private void driveAnew(String what, UUID id, Consumer<String> attempt) {
    var span = context.traces().begin(null, SpanKind.INTERNAL, "drive", what);
    drive(what, id, span, Spans.traceOf(span, Trace.unsampled()), attempt);
  }

  /**
   * Makes an attempt for which there is room, and gives the room back. A failed attempt is found
   * again when its next look is due.
   */
  private void drive(String what, UUID id, Span span, String trace, Consumer<String> attempt) {
    context.run(() -> {
      try {
        attempt.accept(trace);
      } catch (RuntimeException failure) {
        Spans.fail(span, failure);
        Trace.on(LOG.atWarn(), trace)
            .addKeyValue(what, id)
            .addKeyValue("failure", failure.toString())
            .log("the provider has not answered, will try again");
      } finally {
        span.end();
        room.release();
        startWaiting();
        if (room.availablePermits() >= config.inFlightMax() / 2 && isMoreDue.getAndSet(false)) {
          wake();
        }
      }
    });
  }
}
