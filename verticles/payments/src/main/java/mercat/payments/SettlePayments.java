package mercat.payments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.PaymentAuthorized;
import mercat.payments.domain.Payment;
import mercat.payments.domain.PaymentState;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/** Learns from orders which end each payment is to have; the worker drives the provider there. */
final class SettlePayments implements Follower {
  private final PaymentStore store;
  private final DrivePayments worker;

  /**
   * The providers of those confirmed orders of the current page whose payment is being captured. Of
   * others the provider has not told yet what became of them. Asked to capture all the same, it
   * might, and nobody would know; were the order cancelled then, the worker would try in vain to
   * void what is captured.
   */
  private final Map<UUID, String> capturing = new ConcurrentHashMap<>();

  SettlePayments(PaymentStore store, DrivePayments worker) {
    this.store = store;
    this.worker = worker;
  }

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(OrderConfirmed.class, OrderRejected.class, OrderCancelled.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    capturing.clear();
    var confirmed = new HashMap<UUID, Money>();
    var off = new TreeSet<UUID>();
    for (var entry : entries) {
      if (entry.event() instanceof OrderConfirmed order) {
        confirmed.put(entry.key(), order.total());
      } else if (isOff(entry.event())) {
        off.add(entry.key());
      }
    }
    if (off.isEmpty()) {
      capture(tx, entries, confirmed);
      return;
    }
    store.insertTombstones(tx, off);
    off.addAll(confirmed.keySet());
    wantUnderLock(tx, entries, off);
  }

  @Override
  public void applied(List<LogEntry> entries) {
    var captures = new ArrayList<DrivePayments.Capture>(entries.size());
    boolean isSomethingOff = false;
    for (var entry : entries) {
      if (entry.event() instanceof OrderConfirmed(var id, Money total)) {
        var provider = capturing.get(id.value());
        if (provider != null) {
          captures.add(new DrivePayments.Capture(id.value(), provider, total, entry.trace()));
        }
      } else {
        isSomethingOff = isSomethingOff || isOff(entry.event());
      }
    }
    worker.capture(captures);
    if (isSomethingOff) {
      worker.wake();
    }
  }

  /** Whether the order is off and its payment was, or may have been, asked for. */
  private static boolean isOff(Event event) {
    return event instanceof OrderCancelled
        || (event instanceof OrderRejected rejected && rejected.asked().contains(Step.PAYMENT));
  }

  /**
   * What was confirmed was sent and approved, as a rule. What is not so is looked at under its
   * lock.
   */
  private void capture(Tx tx, List<LogEntry> entries, Map<UUID, Money> confirmed) {
    var moves = new ArrayList<PaymentMove>(confirmed.size());
    confirmed.forEach((id, total) -> {
      var sent = Payment.sent(id, "", total); // whose it is, the row tells
      moves.add(new PaymentMove(sent, sent.wantCaptured()));
    });
    var moved = store.move(tx, moves);
    capturing.putAll(moved);
    var others = new ArrayList<LogEntry>();
    for (var entry : entries) {
      if (moved.containsKey(entry.key())) {
        announce(tx, entry);
      } else {
        others.add(entry);
      }
    }
    if (!others.isEmpty()) {
      var ids = others.stream().map(LogEntry::key).collect(Collectors.toCollection(TreeSet::new));
      wantUnderLock(tx, others, ids);
    }
  }

  /** That the payment was authorized is announced when it is stored. */
  private static void announce(Tx tx, LogEntry entry) {
    if (entry.event() instanceof OrderConfirmed(var id, Money total)) {
      tx.append(entry, entry.key(), new PaymentAuthorized(id, total));
    }
  }

  /** In the log's order: what was confirmed and then cancelled is captured, then refunded. */
  private void wantUnderLock(Tx tx, List<LogEntry> entries, Set<UUID> ids) {
    var stored = store.lock(tx, ids);
    var payments = new HashMap<>(stored);
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
      payments.put(entry.key(), after);
      if (after.wanted() != before.wanted()) {
        after.endWithoutCall().ifPresent(end -> tx.append(entry, entry.key(), end));
      }
      if (after.state() != PaymentState.CAPTURING) {
        capturing.remove(entry.key());
        continue;
      }
      capturing.put(entry.key(), after.provider());
      if (before.state() == PaymentState.SENT) {
        announce(tx, entry);
      }
    }
    store.moveLocked(tx, stored, payments);
  }
}
