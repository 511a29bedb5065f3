package mercat.payments;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentVoided;
import mercat.contracts.payments.RefundPayment;
import mercat.payments.domain.Entry;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the provider to the end that each payment is wanted to have: at least once, outside
 * transactions, every call under a key that makes a repeat harmless. What a crash leaves is found
 * again by the clock.
 */
final class DrivePayments implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DrivePayments.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BoundedContext payments;
  private final PaymentProvider provider;
  private final PaymentStore store;
  private final LedgerStore ledger;
  private final Mailbox<Told, Told.Noted> noting;
  private final RefundPaymentHandler refunds;
  private final Mailbox<Capture, Done> capturing;
  private final Mailbox<Voiding, Done> voiding;
  private final Mailbox<Look, Due> looking;

  /** A capture whose attempt is committed. */
  record Capture(UUID orderId, Money amount, String trace) {}

  /** A charge that the provider has dropped. */
  record Voiding(UUID orderId) {}

  /** Asks what is due. */
  record Look() {}

  /** What is due, put off so that nobody else takes it meanwhile. */
  record Due(List<PaymentRow> payments, List<RefundPayment> refunds) implements Message {}

  /** It is written down. */
  record Done() implements Message {}

  DrivePayments(
      BoundedContext payments,
      PaymentProvider provider,
      PaymentStore store,
      LedgerStore ledger,
      Mailbox<Told, Told.Noted> noting,
      RefundPaymentHandler refunds) {
    this.payments = payments;
    this.provider = provider;
    this.store = store;
    this.ledger = ledger;
    this.noting = noting;
    this.refunds = refunds;
    this.capturing = payments.mailbox("NoteCaptures", this::noteCaptures);
    this.voiding = payments.mailbox("NoteVoids", this::noteVoids);
    this.looking = payments.mailbox("TakeDue", this::takeDue);
  }

  /** Captures at once what was just confirmed. */
  void capture(List<Capture> captures) {
    for (var capture : captures) {
      provider
          .capture(capture.orderId(), capture.amount())
          .compose(taken -> capturing.submit(capture, call(capture.trace())))
          .onFailure(unclear -> later("capture", capture.orderId(), unclear));
    }
  }

  /** Looks at once for what is due. */
  void wake() {
    payments.run(this);
  }

  @Override
  public void run() {
    Due due;
    try {
      due = Future.await(looking.submit(new Look(), call("")));
    } catch (Failure unanswered) {
      LOG.atWarn()
          .addKeyValue("failure", unanswered.toString())
          .log("cannot see what is due, will look again");
      return;
    }
    due.payments().forEach(payment -> payments.run(() -> drive(payment)));
    due.refunds().forEach(refund -> payments.run(() -> finish(refund)));
  }

  private void drive(PaymentRow payment) {
    try {
      switch (payment.state()) {
        case "sent", "unknown" -> resolve(payment);
        case "capturing" -> capture(List.of(new Capture(payment.orderId(), payment.amount(), "")));
        case "authorized" -> drop(payment);
        case "captured" -> giveBack(payment);
        default ->
            LOG.atError()
                .addKeyValue("order", payment.orderId())
                .log("open, but " + payment.state());
      }
    } catch (RuntimeException unclear) {
      later("payment", payment.orderId(), unclear);
    }
  }

  private void finish(RefundPayment refund) {
    try {
      var reply = refunds.drive(refund, call(""));
      LOG.atInfo()
          .addKeyValue("refund", refund.refundId())
          .addKeyValue("reply", reply)
          .log("refund driven");
    } catch (RuntimeException unclear) {
      later("refund", refund.refundId(), unclear);
    }
  }

  /**
   * Finds out by the provider's evidence. What it has never seen is asked again, under the same
   * key, or dropped.
   */
  private void resolve(PaymentRow payment) {
    var outcome = Future.await(provider.lookUp(payment.orderId()));
    if (outcome instanceof PaymentProvider.Outcome.NeverSeen) {
      if (payment.wanted().equals("nothing")) {
        drop(payment);
        return;
      }
      outcome = Future.await(provider.authorize(payment.charge()));
    }
    var noted = Future.await(noting.submit(new Told(payment.orderId(), outcome, true), call("")));
    LOG.atInfo()
        .addKeyValue("order", payment.orderId())
        .addKeyValue("outcome", outcome)
        .log("looked up " + noted);
    if (payment.wanted().equals("nothing") && outcome instanceof PaymentProvider.Outcome.Approved) {
      drop(payment);
    }
  }

  private void drop(PaymentRow payment) {
    Future.await(provider.drop(payment.orderId()));
    var done = Future.await(voiding.submit(new Voiding(payment.orderId()), call("")));
    LOG.atDebug().addKeyValue("order", payment.orderId()).log("voided " + done);
  }

  /** Taken, but nothing is wanted: everything that was not yet returned goes back. */
  private void giveBack(PaymentRow payment) {
    long left = payment.amount().amount() - payment.refunded();
    if (left > 0) {
      var id =
          UUID.nameUUIDFromBytes(
              (payment.orderId() + ":cancelled").getBytes(StandardCharsets.US_ASCII));
      var refund =
          new RefundPayment(
              id, new OrderId(payment.orderId()), new Money(left, payment.amount().currency()));
      var reply = refunds.answer(refund, call(""));
      LOG.atInfo()
          .addKeyValue("order", payment.orderId())
          .addKeyValue("reply", reply)
          .log("given back");
    }
  }

  private List<Done> noteCaptures(Tx tx, List<Capture> batch) {
    var causes = new TreeMap<UUID, Capture>();
    batch.forEach(capture -> causes.put(capture.orderId(), capture));
    var captured = store.captured(tx, causes.keySet().toArray(UUID[]::new));
    var entries = new ArrayList<Entry>(captured.size() * 2);
    captured.forEach((id, amount) -> {
      entries.addAll(Entry.capture(id, provider.account(), amount));
      var cause = requireNonNull(causes.get(id));
      tx.append(cause, id, new PaymentCaptured(new OrderId(id), amount));
    });
    if (!entries.isEmpty()) {
      ledger.post(tx, entries);
    }
    return batch.stream().map(capture -> new Done()).toList();
  }

  private List<Done> noteVoids(Tx tx, List<Voiding> batch) {
    var causes = new TreeMap<UUID, Voiding>();
    batch.forEach(each -> causes.put(each.orderId(), each));
    store
        .voided(tx, causes.keySet().toArray(UUID[]::new))
        .forEach((id, amount) -> {
          var cause = requireNonNull(causes.get(id));
          tx.append(cause, id, new PaymentVoided(new OrderId(id), amount));
        });
    return batch.stream().map(each -> new Done()).toList();
  }

  private List<Due> takeDue(Tx tx, List<Look> batch) {
    var due = new Due(store.due(tx), store.dueRefunds(tx));
    var replies = new ArrayList<Due>();
    batch.forEach(look -> replies.add(replies.isEmpty() ? due : new Due(List.of(), List.of())));
    return replies;
  }

  private static void later(String what, UUID id, Throwable unclear) {
    LOG.atWarn()
        .addKeyValue(what, id)
        .addKeyValue("failure", unclear.toString())
        .log("the provider has not answered, will try again");
  }

  private static Call call(String trace) {
    return new Call(
        Deadline.after(PATIENCE),
        Actor.SYSTEM,
        trace.isEmpty() ? Call.newTrace() : trace,
        "payments");
  }
}
