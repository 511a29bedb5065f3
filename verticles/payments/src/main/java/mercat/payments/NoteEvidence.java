package mercat.payments;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.payments.domain.Decisions;
import mercat.payments.domain.Evidence;
import mercat.payments.domain.Payment;
import mercat.payments.domain.Seen;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.BatchHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what the provider showed: the one way in which evidence moves a payment, whatever it
 * is and wherever it comes from.
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

  /** The payment as it is now. */
  record Noted(Payment payment) implements Message {}

  @Override
  public List<Noted> handle(Tx tx, List<Seen> batch) {
    var ids = new TreeSet<UUID>();
    batch.forEach(seen -> ids.add(seen.orderId()));
    var payments = store.lock(tx, ids);
    var decisions = Decisions.decide(payments, fresh(tx, batch), account);
    store.save(tx, decisions.moved());
    ledger.post(tx, decisions.entries());
    for (var announcement : decisions.announcements()) {
      var cause = announcement.cause();
      tx.append(cause, cause.orderId(), announcement.event());
    }
    decisions.denials().forEach(NoteEvidence::alarm);
    return batch.stream()
        .map(seen -> new Noted(requireNonNull(payments.get(seen.orderId()))))
        .toList();
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

  private static void alarm(Seen denial) {
    LOG.atError()
        .addKeyValue("order", denial.orderId())
        .addKeyValue("evidence", denial.evidence())
        .log("the provider denies what it has shown before");
  }
}
