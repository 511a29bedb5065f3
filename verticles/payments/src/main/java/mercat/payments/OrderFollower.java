package mercat.payments;

import java.util.LinkedHashMap;
import java.util.List;
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
    var captured = new TreeSet<UUID>();
    var nothing = new TreeSet<UUID>();
    for (var entry : entries) {
      switch (entry.event()) {
        case OrderConfirmed confirmed -> captured.add(entry.key());
        case OrderCancelled cancelled -> nothing.add(entry.key());
        case OrderRejected rejected -> {
          if (rejected.asked().contains(Step.PAYMENT)) {
            nothing.add(entry.key());
          }
        }
        default -> throw new IllegalStateException("not followed: " + entry.event());
      }
    }
    if (!nothing.isEmpty()) {
      store.wantNothing(tx, nothing.toArray(UUID[]::new));
    }
    captured.removeAll(nothing);
    if (!captured.isEmpty()) {
      store.wantCaptured(tx, captured.toArray(UUID[]::new));
    }
  }

  @Override
  public void applied(List<LogEntry> entries) {
    var confirmed = new LinkedHashMap<UUID, DrivePayments.Capture>();
    boolean isMore = false;
    for (var entry : entries) {
      if (entry.event() instanceof OrderConfirmed(var id, Money total)) {
        confirmed.put(id.value(), new DrivePayments.Capture(id.value(), total, entry.trace()));
      } else {
        confirmed.remove(entry.key());
        isMore = true;
      }
    }
    worker.capture(List.copyOf(confirmed.values()));
    if (isMore) {
      worker.wake();
    }
  }
}
