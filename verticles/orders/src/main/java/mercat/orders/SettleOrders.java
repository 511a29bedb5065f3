package mercat.orders;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.BatchHandler;

/** The last step of checkout: pending orders meet their fate, each once, whoever comes first. */
final class SettleOrders implements BatchHandler<Settlement, Settlement.Settled> {
  private final OrderStore store;

  SettleOrders(OrderStore store) {
    this.store = store;
  }

  /**
   * Settles inside another transaction of this context.
   *
   * @param causes what each settlement follows from
   */
  void settle(Tx tx, Map<Settlement, ?> causes) {
    var unused =
        settle(
            tx, List.copyOf(causes.keySet()), settlement -> requireNonNull(causes.get(settlement)));
  }

  @Override
  public List<Settlement.Settled> handle(Tx tx, List<Settlement> batch) {
    return settle(tx, batch, settlement -> settlement);
  }

  private List<Settlement.Settled> settle(
      Tx tx, List<Settlement> batch, Function<Settlement, Object> causeOf) {
    var first = new TreeMap<OrderId, Settlement>();
    batch.forEach(settlement -> first.putIfAbsent(settlement.orderId(), settlement));
    var moved = store.settle(tx, first.values());
    var replies = new ArrayList<Settlement.Settled>(batch.size());
    for (var settlement : batch) {
      var id = settlement.orderId();
      var confirmedAt = moved.remove(id.value());
      if (confirmedAt == null) {
        replies.add(new Settlement.Settled(false, null));
        continue;
      }
      var rejection = settlement.rejection();
      tx.append(
          causeOf.apply(settlement),
          id.value(),
          rejection == null
              ? new OrderConfirmed(id, settlement.total())
              : new OrderRejected(id, rejection.reason(), rejection.asked()));
      replies.add(new Settlement.Settled(true, confirmedAt.orElse(null)));
    }
    return replies;
  }
}
