package mercat.payments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.payments.domain.Payment;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/** Learns from orders which end each payment is to have; a worker drives the provider there. */
final class OrderFollower implements Follower {
  private final PaymentStore store;
  private final DrivePayments worker;

  OrderFollower(PaymentStore store, DrivePayments worker) {
    this.store = store;
    this.worker = worker;
  }

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(OrderConfirmed.class, OrderRejected.class, OrderCancelled.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var confirmed = new TreeSet<UUID>();
    var off = new TreeSet<UUID>();
    for (var entry : entries) {
      switch (entry.event()) {
        case OrderConfirmed order -> confirmed.add(entry.key());
        case OrderCancelled order -> off.add(entry.key());
        case OrderRejected order -> {
          if (order.asked().contains(Step.PAYMENT)) {
            off.add(entry.key());
          }
        }
        default -> throw new IllegalStateException("not followed: " + entry.event());
      }
    }
    if (!off.isEmpty()) {
      store.entomb(tx, off);
    }
    var touched = new TreeSet<>(confirmed);
    touched.addAll(off);
    if (!touched.isEmpty()) {
      want(tx, entries, store.lock(tx, touched));
    }
  }

  @Override
  public void applied(List<LogEntry> entries) {
    var captures = new ArrayList<DrivePayments.Capture>(entries.size());
    boolean more = false;
    for (var entry : entries) {
      if (entry.event() instanceof OrderConfirmed(var id, Money total)) {
        captures.add(new DrivePayments.Capture(id.value(), total, entry.trace()));
      } else {
        more = true;
      }
    }
    worker.capture(captures);
    if (more) {
      worker.wake();
    }
  }

  /**
   * In the log's order: an order that was confirmed and then cancelled is captured, then refunded.
   */
  private void want(Tx tx, List<LogEntry> entries, Map<UUID, Payment> payments) {
    var moved = new HashMap<UUID, Payment>();
    for (var entry : entries) {
      var before = payments.get(entry.key());
      if (entry.event() instanceof OrderConfirmed(var id, Money total)
          && (before == null || !before.amount().equals(total))) {
        throw new IllegalStateException(
            "order " + id + " over " + total + " was confirmed, its payment is " + before);
      }
      if (before == null) {
        continue;
      }
      var after =
          entry.event() instanceof OrderConfirmed ? before.wantCaptured() : before.wantNothing();
      if (!after.equals(before)) {
        payments.put(entry.key(), after);
        moved.put(entry.key(), after);
      }
    }
    store.save(tx, moved.values());
  }
}
