package mercat.payments;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import mercat.payments.domain.Payment;
import mercat.payments.domain.PaymentChange;
import mercat.payments.domain.ProviderEvidence;
import mercat.payments.domain.ReceivedEvidence;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what the provider showed: the one way in which evidence moves a payment, whatever it is
 * and wherever it comes from.
 *
 * <p>Most evidence comes right after the step that it answers. So a batch is decided on what the
 * askers presume, and the update compares: one statement. Where a presumption fails, nothing has
 * moved and the reply is empty; the evidence is handed in again without it, to be decided under the
 * row's lock.
 */
final class NoteEvidence {
  private static final Logger LOG = LoggerFactory.getLogger(NoteEvidence.class);

  private final PaymentStore store;
  private final RefundStore refunds;
  private final LedgerStore ledger;
  private final Mailbox<ReceivedEvidence, Optional<Payment>> noting;

  NoteEvidence(
      BoundedContext payments, PaymentStore store, RefundStore refunds, LedgerStore ledger) {
    this.store = store;
    this.refunds = refunds;
    this.ledger = ledger;
    this.noting = payments.mailbox("NoteEvidence", this::note);
  }

  /** A change, and the call that brought its evidence. */
  private record Decided(PaymentChange change, Call call) {
    UUID orderId() {
      return change.after().orderId();
    }
  }

  /** Records the evidence; the payment as it is then. */
  Future<Payment> record(ReceivedEvidence received, Call call) {
    return noting
        .submit(received, call)
        .compose(payment ->
            payment
                .map(Future::succeededFuture)
                .orElseGet(() -> record(received.unpresumed(), call)));
  }

  private List<Optional<Payment>> note(Tx tx, List<Asked<ReceivedEvidence>> batch) {
    var orders = HashSet.<UUID>newHashSet(batch.size());
    for (var asked : batch) {
      var received = asked.request();
      if (received.presumed() == null || !orders.add(received.orderId())) {
        return decideUnderLock(tx, batch);
      }
    }
    return decideAsPresumed(tx, batch);
  }

  private List<Optional<Payment>> decideAsPresumed(Tx tx, List<Asked<ReceivedEvidence>> batch) {
    var decisions = new ArrayList<Decided>(batch.size());
    var moves = new ArrayList<PaymentMove>(batch.size());
    for (var asked : batch) {
      var decided = decide(requireNonNull(asked.request().presumed()), asked);
      decisions.add(decided);
      if (decided.change().isMove()) {
        moves.add(PaymentMove.of(decided.change()));
      }
    }
    var moved = store.move(tx, moves);
    decisions.forEach(decided -> requireSameProvider(decided, moved.get(decided.orderId())));
    write(tx, decisions.stream().filter(decided -> moved.containsKey(decided.orderId())).toList());
    return decisions.stream()
        .map(decided ->
            Optional.of(decided)
                .filter(each -> moved.containsKey(each.orderId()))
                .map(each -> each.change().after()))
        .toList();
  }

  /** In whose account it is booked may not rest on what somebody presumed. */
  private static void requireSameProvider(Decided decided, @Nullable String provider) {
    if (provider != null && !provider.equals(decided.change().before().provider())) {
      throw new IllegalStateException(
          "order " + decided.orderId() + ": the payment is the provider's " + provider);
    }
  }

  private List<Optional<Payment>> decideUnderLock(Tx tx, List<Asked<ReceivedEvidence>> batch) {
    var ids = new TreeSet<UUID>();
    batch.forEach(asked -> ids.add(asked.request().orderId()));
    var stored = store.lock(tx, ids);
    var payments = new HashMap<>(stored);
    var decisions = new ArrayList<Decided>(batch.size());
    for (var asked : withoutKnownRefunds(tx, batch)) {
      var before = payments.get(asked.request().orderId());
      if (before == null) {
        throw new IllegalStateException("there is no payment for " + asked.request());
      }
      var decided = decide(before, asked);
      payments.put(decided.orderId(), decided.change().after());
      decisions.add(decided);
    }
    store.moveLocked(tx, stored, payments);
    write(tx, decisions);
    return batch.stream()
        .map(asked -> Optional.ofNullable(payments.get(asked.request().orderId())))
        .toList();
  }

  private Decided decide(Payment before, Asked<ReceivedEvidence> asked) {
    return new Decided(PaymentChange.of(before, asked.request()), asked.call());
  }

  private void write(Tx tx, List<Decided> decisions) {
    ledger.post(
        tx, decisions.stream().flatMap(decided -> decided.change().entries().stream()).toList());
    for (var decided : decisions) {
      var change = decided.change();
      change.events().forEach(event -> tx.append(decided.call(), decided.orderId(), event));
      if (change.isContradiction()) {
        Trace.on(LOG.atError(), decided.call().trace())
            .addKeyValue("order", decided.orderId())
            .addKeyValue("state", change.before().state())
            .addKeyValue("evidence", change.cause().evidence())
            .log("the provider contradicts what it has shown before");
      }
    }
  }

  /** Finishes the refunds that went through, and leaves out those that were finished before. */
  private List<Asked<ReceivedEvidence>> withoutKnownRefunds(
      Tx tx, List<Asked<ReceivedEvidence>> batch) {
    var returned = new TreeSet<UUID>();
    for (var asked : batch) {
      if (asked.request().evidence() instanceof ProviderEvidence.RefundDone done) {
        returned.add(done.refundId());
      }
    }
    if (returned.isEmpty()) {
      return batch;
    }
    var finished = refunds.finish(tx, returned);
    return batch.stream()
        .filter(asked ->
            !(asked.request().evidence() instanceof ProviderEvidence.RefundDone done)
                || finished.remove(done.refundId()))
        .toList();
  }
}
