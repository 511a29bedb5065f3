package mercat.inventory;

import static java.util.Objects.requireNonNull;
import static mercat.inventory.domain.ReservationState.HELD;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.StockReleased;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.inventory.domain.Reservation;
import mercat.inventory.domain.ReservationState;
import mercat.inventory.domain.StockChange;
import mercat.inventory.domain.Transition;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/**
 * Settles reservations as orders decides: confirmed is sold, rejected is available again, cancelled
 * is back in stock.
 */
final class SettleReservations implements Follower {
  private final ReservationStore reservations;
  private final StockStore stock;

  SettleReservations(ReservationStore reservations, StockStore stock) {
    this.reservations = reservations;
    this.stock = stock;
  }

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(OrderConfirmed.class, OrderRejected.class, OrderCancelled.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var transitions = new TreeMap<UUID, Transition>();
    var causes = new HashMap<UUID, LogEntry>();
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
    if (transitions.isEmpty()) {
      return;
    }
    if (transitions.values().stream().allMatch(Transition.COMMIT::equals)) {
      commit(tx, transitions.keySet());
    } else {
      settle(tx, transitions, causes);
    }
  }

  /** What is confirmed is held, as a rule: one update commits it and tells what it held. */
  private void commit(Tx tx, Set<UUID> ids) {
    var changes = new TreeMap<Sku, StockChange>();
    for (var reservation : reservations.commitHeld(tx, ids)) {
      add(changes, Transition.COMMIT, HELD, reservation);
    }
    if (!changes.isEmpty()) {
      stock.change(tx, changes);
    }
  }

  private void settle(Tx tx, SortedMap<UUID, Transition> transitions, Map<UUID, LogEntry> causes) {
    var released = new ArrayList<UUID>();
    transitions.forEach((id, transition) -> {
      if (transition == Transition.RELEASE) {
        released.add(id);
      }
    });
    if (!released.isEmpty()) {
      reservations.insertTombstones(tx, released);
    }
    var locked = reservations.lock(tx, transitions.keySet());
    var states = new TreeMap<UUID, ReservationState>();
    var changes = new TreeMap<Sku, StockChange>();
    transitions.forEach((id, transition) -> {
      var reservation = locked.get(id);
      if (reservation == null || !transition.movesFrom(reservation.state())) {
        return;
      }
      states.put(id, transition.target());
      add(changes, transition, reservation.state(), reservation);
      if (transition != Transition.COMMIT) {
        tx.append(requireNonNull(causes.get(id)), id, new StockReleased(new OrderId(id)));
      }
    });
    if (!states.isEmpty()) {
      reservations.move(tx, states);
      stock.change(tx, changes);
    }
  }

  private static void add(
      Map<Sku, StockChange> changes,
      Transition transition,
      ReservationState before,
      Reservation reservation) {
    for (var line : reservation.lines()) {
      changes.merge(line.sku(), transition.change(before, line.quantity()), StockChange::plus);
    }
  }
}
