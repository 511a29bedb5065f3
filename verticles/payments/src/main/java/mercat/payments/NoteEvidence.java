package mercat.payments;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import mercat.payments.domain.Decision;
import mercat.payments.domain.Evidence;
import mercat.payments.domain.Payment;
import mercat.payments.domain.Seen;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what the provider showed: the one way in which evidence moves a payment, whatever it
 * is and wherever it comes from.
 *
 * <p>Most evidence comes right after the step that it answers. So a batch is decided on what the
 * askers presume, and the update compares: one statement. Where a presumption fails, nothing has
 * moved, and the evidence is handed in again without it, to be decided under the row's lock.
 */
final class NoteEvidence implements BatchHandler<Seen, NoteEvidence.Noted> {
  private static final Logger LOG = LoggerFactory.getLogger(NoteEvidence.class);

  private final PaymentStore store;
  private final RefundStore refunds;
  private final LedgerStore ledger;
  private final String account;

  NoteEvidence(PaymentStore store, RefundStore refunds, LedgerStore ledger, String account) {
    this.store = store;
    this.refunds = refunds;
    this.ledger = ledger;
    this.account = account;
  }

  /** The payment as it is now; null when the presumption was wrong and nothing is written down. */
  record Noted(@Nullable Payment payment) {}

  @Override
  public List<Noted> handle(Tx tx, List<Asked<Seen>> batch) {
    var orders = HashSet.<UUID>newHashSet(batch.size());
    for (var asked : batch) {
      var seen = asked.request();
      if (seen.presumed() == null || !orders.add(seen.orderId())) {
        return decideUnderLock(tx, batch);
      }
    }
    return decideAsPresumed(tx, batch);
  }

  private List<Noted> decideAsPresumed(Tx tx, List<Asked<Seen>> batch) {
    var decisions = new ArrayList<Decision>(batch.size());
    for (var asked : batch) {
      var seen = asked.request();
      decisions.add(Decision.of(requireNonNull(seen.presumed()), seen, account));
    }
    var moved = store.move(tx, decisions.stream().filter(Decision::isMove).map(Move::of).toList());
    write(
        tx,
        decisions.stream().filter(each -> moved.contains(each.cause().orderId())).toList(),
        batch);
    var replies = new ArrayList<Noted>(batch.size());
    for (var decision : decisions) {
      replies.add(new Noted(moved.contains(decision.cause().orderId()) ? decision.after() : null));
    }
    return replies;
  }

  private List<Noted> decideUnderLock(Tx tx, List<Asked<Seen>> asked) {
    var batch = Asked.requests(asked);
    var ids = new TreeSet<UUID>();
    batch.forEach(seen -> ids.add(seen.orderId()));
    var stored = store.lock(tx, ids);
    var payments = new HashMap<>(stored);
    var decisions = new ArrayList<Decision>(batch.size());
    for (var seen : fresh(tx, batch)) {
      var before = payments.get(seen.orderId());
      if (before == null) {
        throw new IllegalStateException("evidence of a payment that is not there: " + seen);
      }
      var decision = Decision.of(before, seen, account);
      payments.put(seen.orderId(), decision.after());
      decisions.add(decision);
    }
    store.moveLocked(tx, stored, payments);
    write(tx, decisions, asked);
    return batch.stream().map(seen -> new Noted(payments.get(seen.orderId()))).toList();
  }

  private void write(Tx tx, List<Decision> decisions, List<Asked<Seen>> batch) {
    var calls = new IdentityHashMap<Seen, Call>();
    batch.forEach(asked -> calls.put(asked.request(), asked.call()));
    ledger.post(tx, decisions.stream().flatMap(each -> each.entries().stream()).toList());
    for (var decision : decisions) {
      var cause = decision.cause();
      var call = requireNonNull(calls.get(cause));
      decision.events().forEach(event -> tx.append(call, cause.orderId(), event));
      if (decision.isDenial()) {
        Trace.on(LOG.atError(), call.trace())
            .addKeyValue("order", cause.orderId())
            .addKeyValue("state", decision.before().state())
            .addKeyValue("evidence", cause.evidence())
            .log("the provider denies what it has shown before");
      }
    }
  }

  /** Without the refunds that had been written down before. */
  private List<Seen> fresh(Tx tx, List<Seen> batch) {
    var returned = new TreeSet<UUID>();
    for (var seen : batch) {
      if (seen.evidence() instanceof Evidence.Returned(UUID refundId, long part)) {
        returned.add(refundId);
      }
    }
    if (returned.isEmpty()) {
      return batch;
    }
    var finished = refunds.finish(tx, returned);
    var fresh = new ArrayList<Seen>(batch.size());
    for (var seen : batch) {
      if (!(seen.evidence() instanceof Evidence.Returned(UUID refundId, long part))
          || finished.remove(refundId)) {
        fresh.add(seen);
      }
    }
    return fresh;
  }
}
