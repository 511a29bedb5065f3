package mercat.orders;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentVoided;
import mercat.orders.domain.Rejection;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/**
 * Learns from payments how each payment stands, and settles the orders that waited for evidence.
 */
final class PaymentFollower implements Follower {
  private final OrderStore store;
  private final SettleOrders settling;

  PaymentFollower(OrderStore store, SettleOrders settling) {
    this.store = store;
    this.settling = settling;
  }

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(
        PaymentResolved.class, PaymentCaptured.class, PaymentVoided.class, PaymentRefunded.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var evidence = new HashMap<UUID, LogEntry>();
    var statuses = new TreeMap<UUID, PaymentStatus>();
    for (var entry : entries) {
      switch (entry.event()) {
        case PaymentResolved resolved -> evidence.put(entry.key(), entry);
        case PaymentCaptured captured -> statuses.put(entry.key(), PaymentStatus.CAPTURED);
        case PaymentVoided voided -> statuses.put(entry.key(), PaymentStatus.VOIDED);
        case PaymentRefunded refunded ->
            statuses.put(
                entry.key(),
                refunded.refundedInAll().equals(refunded.captured())
                    ? PaymentStatus.REFUNDED
                    : PaymentStatus.PARTLY_REFUNDED);
        default -> throw new IllegalStateException("not followed: " + entry.event());
      }
    }
    settleDoubtful(tx, evidence);
    if (!statuses.isEmpty()) {
      store.paid(tx, statuses);
    }
  }

  private void settleDoubtful(Tx tx, Map<UUID, LogEntry> evidence) {
    if (evidence.isEmpty()) {
      return;
    }
    var settlements = new LinkedHashMap<Settlement, LogEntry>();
    for (var doubtful :
        store.inDoubt(tx, evidence.keySet().stream().sorted().toArray(UUID[]::new))) {
      var entry = requireNonNull(evidence.get(doubtful.id().value()));
      var resolved = (PaymentResolved) entry.event();
      var rejection = resolved.isAuthorized() ? null : Rejection.declined(resolved.reason());
      settlements.put(
          new Settlement(doubtful.id(), doubtful.epoch(), doubtful.total(), rejection), entry);
    }
    if (!settlements.isEmpty()) {
      var unused =
          settling.settle(
              tx,
              List.copyOf(settlements.keySet()),
              (settlement, event) ->
                  tx.append(
                      requireNonNull(settlements.get(settlement)),
                      settlement.orderId().value(),
                      event));
    }
  }
}
