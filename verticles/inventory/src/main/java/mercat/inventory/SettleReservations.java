package mercat.inventory;

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
import mercat.inventory.domain.Transition;
import mercat.inventory.domain.Transition.StockChange;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;
import org.jspecify.annotations.Nullable;

/**
 * Settles reservations as orders decides: confirmed is sold, rejected is available again, cancelled
 * is back in stock.
 */
record SettleReservations(ReservationStore reservations, StockStore stock) implements Follower {
  /** What becomes of an order's reservation: the last of several fates counts. */
  private record OrderFate(Transition transition, LogEntry cause) {}

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(OrderConfirmed.class, OrderRejected.class, OrderCancelled.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var fates = new TreeMap<UUID, OrderFate>();
    for (var entry : entries) {
      var transition = transitionOf(entry.event());
      if (transition != null) {
        fates.put(entry.key(), new OrderFate(transition, entry));
      }
    }
    if (fates.isEmpty()) {
      return;
    }
    if (fates.values().stream().allMatch(fate -> fate.transition() == Transition.COMMIT)) {
      commit(tx, fates.keySet());
    } else {
      settle(tx, fates);
    }
  }

  /** What an event does to the order's reservation; null when inventory was never asked for it. */
  private static @Nullable Transition transitionOf(Event event) {
    return switch (event) {
      case OrderConfirmed confirmed -> Transition.COMMIT;
      case OrderCancelled cancelled -> Transition.RESTOCK;
      case OrderRejected rejected ->
          rejected.asked().contains(Step.STOCK) ? Transition.RELEASE : null;
      default -> throw new IllegalStateException("not followed: " + event);
    };
  }

  /** What is confirmed is held, as a rule: one update commits it and tells what it held. */
  private void commit(Tx tx, Set<UUID> ids) {
    var changes = new TreeMap<Sku, StockChange>();
    for (var reservation : reservations.commitHeld(tx, ids)) {
      add(changes, Transition.COMMIT, ReservationState.HELD, reservation);
    }
    if (!changes.isEmpty()) {
      stock.change(tx, changes);
    }
  }

  private void settle(Tx tx, SortedMap<UUID, OrderFate> fates) {
    var released =
        fates.entrySet().stream()
            .filter(fate -> fate.getValue().transition() == Transition.RELEASE)
            .map(Map.Entry::getKey)
            .toList();
    if (!released.isEmpty()) {
      reservations.insertTombstones(tx, released);
    }
    var locked = reservations.lock(tx, fates.keySet());
    var states = new TreeMap<UUID, ReservationState>();
    var changes = new TreeMap<Sku, StockChange>();
    fates.forEach((id, fate) -> {
      var transition = fate.transition();
      var reservation = locked.get(id);
      if (reservation == null || !transition.movesFrom(reservation.state())) {
        return;
      }
      states.put(id, transition.target());
      add(changes, transition, reservation.state(), reservation);
      if (transition != Transition.COMMIT) {
        tx.append(fate.cause(), id, new StockReleased(new OrderId(id)));
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
