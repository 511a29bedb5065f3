package mercat.inventory;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.inventory.StockReleased;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.inventory.domain.Transition;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/**
 * Settles reservations as orders decides: confirmed is sold, rejected is free, cancelled is back on
 * the shelf.
 */
final class OrderFollower implements Follower {
  private final StockStore store;

  OrderFollower(StockStore store) {
    this.store = store;
  }

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(OrderConfirmed.class, OrderRejected.class, OrderCancelled.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var transitions = new TreeMap<UUID, Transition>();
    var causes = new TreeMap<UUID, LogEntry>();
    for (var entry : entries) {
      var transition =
          switch (entry.event()) {
            case OrderConfirmed confirmed -> Transition.COMMIT;
            case OrderCancelled cancelled -> Transition.RESTOCK;
            case OrderRejected rejected ->
                rejected.asked().contains(Step.STOCK) ? Transition.RELEASE : null;
            default -> throw new IllegalStateException("not followed: " + entry.event());
          };
      if (transition != null) {
        transitions.merge(entry.key(), transition, Transition::then);
        causes.put(entry.key(), entry);
      }
    }
    if (!transitions.isEmpty()) {
      settle(tx, transitions, causes);
    }
  }

  private void settle(Tx tx, SortedMap<UUID, Transition> transitions, Map<UUID, LogEntry> causes) {
    if (transitions.values().stream().allMatch(Transition.COMMIT::equals)) {
      sell(tx, transitions.keySet());
    } else {
      settleUnderLock(tx, transitions, causes);
    }
  }

  /** What is held is sold, as a rule, and one update says of what. */
  private void sell(Tx tx, Set<UUID> ids) {
    var changes = new TreeMap<String, Transition.Change>();
    for (var sold : store.sell(tx, ids)) {
      for (var line : sold.lines()) {
        Transition.COMMIT.apply("held", line, changes);
      }
    }
    if (!changes.isEmpty()) {
      store.change(tx, changes);
    }
  }

  private void settleUnderLock(
      Tx tx, SortedMap<UUID, Transition> transitions, Map<UUID, LogEntry> causes) {
    var released =
        transitions.entrySet().stream()
            .filter(each -> each.getValue() == Transition.RELEASE)
            .map(Map.Entry::getKey)
            .toArray(UUID[]::new);
    if (released.length > 0) {
      store.entomb(tx, released);
    }
    var reservations = store.lockReservations(tx, transitions.keySet().toArray(UUID[]::new));
    var states = new TreeMap<UUID, String>();
    var changes = new TreeMap<String, Transition.Change>();
    transitions.forEach((id, transition) -> {
      var reservation = reservations.get(id);
      if (reservation == null || !transition.movesFrom(reservation.state())) {
        return;
      }
      states.put(id, transition.target());
      for (var line : reservation.lines()) {
        transition.apply(reservation.state(), line, changes);
      }
      if (transition != Transition.COMMIT) {
        tx.append(requireNonNull(causes.get(id)), id, new StockReleased(new OrderId(id)));
      }
    });
    if (!states.isEmpty()) {
      store.move(tx, states);
      store.change(tx, changes);
    }
  }
}
