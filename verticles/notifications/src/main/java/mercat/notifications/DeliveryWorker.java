package mercat.notifications;

import static mercat.platform.Await.await;

import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import mercat.notifications.Deliveries.Attempted;
import mercat.notifications.domain.Outcome;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Coalescing;
import mercat.platform.FailPoint;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Spans;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker that delivers what is wanted: at least once, outside transactions, a bounded number at
 * once. What is taken is leased: when this node dies over it, another takes it after the lease.
 */
final class DeliveryWorker<D extends Due> {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final BoundedContext context;
  private final Deliveries<D> deliveries;
  private final int most;
  private final Semaphore room;
  private final FailPoint beforeSend;
  private final FailPoint afterSend;
  private final Mailbox<Integer, List<D>> taking;
  private final Mailbox<Attempted<D>, Boolean> noting;
  private final Coalescing looking;
  private final AtomicBoolean isMoreDue = new AtomicBoolean();

  /**
   * A worker that rests until it is woken.
   *
   * @param step what its mailboxes are named after, such as {@code Mails}
   * @param most how many are delivered at once
   */
  DeliveryWorker(BoundedContext context, Deliveries<D> deliveries, String step, int most) {
    this.context = context;
    this.deliveries = deliveries;
    this.most = most;
    this.room = new Semaphore(most);
    var point = context.name() + "." + deliveries.name();
    this.beforeSend = FailPoint.named(point + ".before-send");
    this.afterSend = FailPoint.named(point + ".after-send");
    this.taking =
        context.mailboxOfEach("Take" + step, (tx, room, call) -> deliveries.take(tx, room));
    this.noting = context.mailbox("Note" + step, deliveries::note);
    this.looking = new Coalescing("look for each " + deliveries.name(), this::lookApart);
  }

  /** Looks at once for what is due. */
  void wake() {
    if (!context.isQuiet()) {
      looking.signal();
    }
  }

  private Future<?> lookApart() {
    return context.call(this::look);
  }

  /** Returns nothing, which is what a task must return. */
  private @Nullable Void look() {
    int free = deliveries.dialect().roomFor(room.availablePermits());
    if (free == 0 || !room.tryAcquire(free)) {
      isMoreDue.set(true);
      return null;
    }
    int taken = 0;
    try {
      var due = await(taking.submit(free, Call.bySystem(context.name(), PATIENCE)));
      taken = due.size();
      isMoreDue.set(deliveries.isMoreDue(due, free));
      due.forEach(deliveries::begins);
      due.forEach(it -> context.run(() -> deliver(it)));
    } finally {
      room.release(free - taken);
    }
    return null;
  }

  /** Makes an attempt for which there is room, and gives the room back. */
  private void deliver(D due) {
    var kind = deliveries.name();
    var span =
        context.traces().start(due.trace(), SpanKind.CLIENT, "send", kind + ":" + due.what());
    try {
      var trace = Spans.traceOf(span, due.trace());
      beforeSend.reach();
      var outcome = attempt(due, trace);
      afterSend.reach();
      if (outcome.result() != Outcome.Result.DELIVERED) {
        Spans.fail(span, outcome.reason());
      }
      conclude(new Attempted<>(due, outcome), trace);
    } catch (RuntimeException unnoted) {
      LOG.atWarn()
          .addKeyValue(kind, due.id())
          .addKeyValue("error", unnoted.toString())
          .log("what came of a {} is not noted; it is tried again after the lease", kind);
    } finally {
      span.end();
      deliveries.ends(due);
      room.release();
      if (room.availablePermits() >= most / 2 && isMoreDue.getAndSet(false)) {
        wake();
      }
    }
  }

  /** A defect counts as a refusal for now: it may hang on what is to be sent. */
  private Outcome attempt(D due, String trace) {
    try {
      return deliveries.dialect().deliver(due, trace);
    } catch (RuntimeException defect) {
      LOG.atError()
          .addKeyValue(deliveries.name(), due.id())
          .setCause(defect)
          .log("a {} cannot be made", deliveries.name());
      return Outcome.later("defect");
    }
  }

  private void conclude(Attempted<D> attempted, String trace) {
    if (await(noting.submit(attempted, Call.bySystem(context.name(), PATIENCE, trace)))) {
      deliveries.noted(attempted, trace);
    }
  }
}
