package mercat.orders;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentDeclined;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentVoided;
import mercat.orders.domain.Refusal;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/**
 * Learns from payments how each payment stands, and settles the orders that waited for evidence.
 */
record PaymentFollower(PlacedOrders placed, OrderMoves moves, CheckoutSteps steps)
    implements Follower {
  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(
        PaymentResolved.class,
        PaymentDeclined.class,
        PaymentCaptured.class,
        PaymentVoided.class,
        PaymentRefunded.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var evidence = new HashMap<UUID, LogEntry>();
    var announced = new HashMap<OrderId, PaymentStatus>();
    for (var entry : entries) {
      switch (entry.event()) {
        case PaymentResolved resolved -> evidence.put(entry.key(), entry);
        case PaymentDeclined declined -> announced.put(declined.orderId(), PaymentStatus.DECLINED);
        case PaymentCaptured captured -> announced.put(captured.orderId(), PaymentStatus.CAPTURED);
        case PaymentVoided voided -> announced.put(voided.orderId(), PaymentStatus.VOIDED);
        case PaymentRefunded refunded -> announced.put(refunded.orderId(), statusAfter(refunded));
        default -> throw new IllegalStateException("not followed: " + entry.event());
      }
    }
    if (!evidence.isEmpty()) {
      settle(tx, evidence);
    }
    if (!announced.isEmpty()) {
      moves.notePayments(tx, announced);
    }
  }

  private static PaymentStatus statusAfter(PaymentRefunded refunded) {
    return refunded.refundedInAll().equals(refunded.captured())
        ? PaymentStatus.REFUNDED
        : PaymentStatus.PARTLY_REFUNDED;
  }

  /** Settles those of the orders that wait for evidence. */
  private void settle(Tx tx, Map<UUID, LogEntry> evidence) {
    var settlements =
        placed.inDoubt(tx, evidence.keySet()).stream()
            .map(order -> settlement(order, requireNonNull(evidence.get(order.id().value()))))
            .toList();
    var settled = moves.settle(tx, settlements);
    for (var settlement : settlements) {
      var id = settlement.orderId();
      if (settled.containsKey(id)) {
        tx.append(requireNonNull(evidence.get(id.value())), id.value(), settlement.event());
      }
    }
  }

  private Settlement settlement(StoredOrder order, LogEntry entry) {
    var resolved = (PaymentResolved) entry.event();
    return Settlement.of(
        order,
        resolved.isAuthorized()
            ? null
            : steps.refusedAt(Step.PAYMENT, Refusal.declined(resolved.reason()), order));
  }
}
