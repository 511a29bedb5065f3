package mercat.notifications;

import static mercat.platform.Await.await;

import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import mercat.contracts.notifications.MailGivenUp;
import mercat.contracts.notifications.MailSent;
import mercat.contracts.notifications.MailState;
import mercat.notifications.MailStore.Noted;
import mercat.notifications.domain.Outcome;
import mercat.notifications.domain.RetryRule;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Coalescing;
import mercat.platform.Deadline;
import mercat.platform.EnumText;
import mercat.platform.FailPoint;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker that delivers what is wanted: at least once, outside transactions, a bounded number at
 * once. What is taken is leased: when this node dies over it, another takes it after the lease.
 */
final class DeliverMails {
  private static final Logger LOG = LoggerFactory.getLogger(DeliverMails.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final FailPoint BEFORE_SEND = FailPoint.named("notifications.mail.before-send");
  private static final FailPoint AFTER_SEND = FailPoint.named("notifications.mail.after-send");

  private final BoundedContext context;
  private final Dialect<DueMail> dialect;
  private final RetryRule rule;
  private final MailMetrics metrics;
  private final int most;
  private final Semaphore room;
  private final Mailbox<Integer, List<DueMail>> taking;
  private final Mailbox<Noted, Boolean> noting;
  private final Coalescing looking;
  private final AtomicBoolean isMoreDue = new AtomicBoolean();

  DeliverMails(
      BoundedContext context,
      MailStore store,
      Dialect<DueMail> dialect,
      NotificationsConfig config,
      MailMetrics metrics) {
    this.context = context;
    this.dialect = dialect;
    this.rule = config.retryRule();
    this.metrics = metrics;
    this.most = config.smtpConnections();
    this.room = new Semaphore(most);
    this.taking =
        context.mailbox(
            "TakeMails",
            (tx, batch) ->
                batch.stream()
                    .map(asked -> store.take(tx, asked.request(), config.lease()))
                    .toList());
    this.noting = context.mailbox("NoteMails", (tx, batch) -> note(tx, store, batch));
    this.looking = new Coalescing("look for mails", () -> context.call(this::look));
  }

  /** Looks at once for what is due. */
  void wake() {
    if (!context.isQuiet()) {
      looking.signal();
    }
  }

  /** Returns nothing, which is what a task must return. */
  private @Nullable Void look() {
    int free = dialect.roomFor(room.availablePermits());
    if (free == 0 || !room.tryAcquire(free)) {
      isMoreDue.set(true);
      return null;
    }
    int taken = 0;
    try {
      var due = await(taking.submit(free, Call.bySystem(context.name(), PATIENCE)));
      taken = due.size();
      isMoreDue.set(taken == free);
      due.forEach(mail -> context.run(() -> deliver(mail)));
    } finally {
      room.release(free - taken);
    }
    return null;
  }

  /** Makes an attempt for which there is room, and gives the room back. */
  private void deliver(DueMail mail) {
    var span =
        context
            .traces()
            .start(mail.trace(), SpanKind.CLIENT, "send", "mail:" + EnumText.of(mail.kind()));
    try {
      var trace = Spans.traceOf(span, mail.trace());
      BEFORE_SEND.reach();
      var outcome = attempt(mail, trace);
      AFTER_SEND.reach();
      if (outcome.result() != Outcome.Result.DELIVERED) {
        Spans.fail(span, outcome.reason());
      }
      conclude(mail, outcome, trace);
    } catch (RuntimeException unnoted) {
      LOG.atWarn()
          .addKeyValue("mail", mail.id())
          .addKeyValue("error", unnoted.toString())
          .log("what came of a mail is not noted; it is tried again after the lease");
    } finally {
      span.end();
      room.release();
      if (room.availablePermits() >= most / 2 && isMoreDue.getAndSet(false)) {
        wake();
      }
    }
  }

  /** A defect counts as a refusal for now: it may hang on what the mail says. */
  private Outcome attempt(DueMail mail, String trace) {
    try {
      return dialect.deliver(mail, trace);
    } catch (RuntimeException defect) {
      LOG.atError().addKeyValue("mail", mail.id()).setCause(defect).log("a mail cannot be made");
      return Outcome.later("defect");
    }
  }

  private void conclude(DueMail mail, Outcome outcome, String trace) {
    var standing = rule.after(mail.attempts(), outcome);
    var call =
        new Call(
            Deadline.after(PATIENCE),
            Actor.SYSTEM,
            trace.isEmpty() ? Trace.unsampled() : trace,
            context.name());
    if (!await(noting.submit(new Noted(mail, standing), call))) {
      return;
    }
    metrics.ended(standing.state());
    if (standing.state() != MailState.SENT && standing.state() != MailState.DROPPED) {
      var line = standing.state() == MailState.PARKED ? LOG.atError() : LOG.atWarn();
      Trace.on(line, trace)
          .addKeyValue("mail", mail.id())
          .addKeyValue("kind", EnumText.of(mail.kind()))
          .addKeyValue("attempts", standing.attempts())
          .addKeyValue("reason", standing.reason())
          .addKeyValue("state", EnumText.of(standing.state()))
          .log("a mail is not sent");
    }
  }

  private static List<Boolean> note(Tx tx, MailStore store, List<Asked<Noted>> batch) {
    var counted = store.note(tx, Asked.requests(batch));
    for (var asked : batch) {
      var mail = asked.request().mail();
      if (!counted.contains(mail.id())) {
        continue;
      }
      var standing = asked.request().standing();
      switch (standing.state()) {
        case SENT ->
            tx.append(
                asked.call(), mail.subject(), new MailSent(mail.id(), mail.kind(), mail.subject()));
        case BOUNCED, PARKED, DROPPED ->
            tx.append(
                asked.call(),
                mail.subject(),
                new MailGivenUp(mail.id(), mail.kind(), mail.subject(), standing.reason()));
        case WAITING, KEPT -> {}
      }
    }
    return batch.stream().map(asked -> counted.contains(asked.request().mail().id())).toList();
  }
}
