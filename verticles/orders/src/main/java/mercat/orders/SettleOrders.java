package mercat.orders;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** The last step of checkout: pending orders meet their fate, each once, whoever comes first. */
final class SettleOrders implements BatchHandler<Settlement, Settlement.Settled> {
  private final OrderStore store;

  SettleOrders(OrderStore store) {
    this.store = store;
  }

  @Override
  public List<Settlement.Settled> handle(Tx tx, List<Asked<Settlement>> batch) {
    var calls = new IdentityHashMap<Settlement, Call>();
    batch.forEach(asked -> calls.put(asked.request(), asked.call()));
    return settle(
        tx,
        Asked.requests(batch),
        (settlement, event) ->
            tx.append(requireNonNull(calls.get(settlement)), settlement.orderId().value(), event));
  }

  /**
   * Settles inside another transaction of this context.
   *
   * @param announce appends what became of an order
   */
  List<Settlement.Settled> settle(
      Tx tx, List<Settlement> settlements, BiConsumer<Settlement, Event> announce) {
    var first = new TreeMap<OrderId, Settlement>();
    settlements.forEach(settlement -> first.putIfAbsent(settlement.orderId(), settlement));
    var moved = store.settle(tx, first.values());
    var replies = new ArrayList<Settlement.Settled>(settlements.size());
    for (var settlement : settlements) {
      var id = settlement.orderId();
      var confirmedAt = moved.remove(id.value());
      if (confirmedAt == null) {
        replies.add(new Settlement.Settled(false, null));
        continue;
      }
      var rejection = settlement.rejection();
      announce.accept(
          settlement,
          rejection == null
              ? new OrderConfirmed(id, settlement.total())
              : new OrderRejected(id, rejection.reason(), rejection.asked()));
      replies.add(new Settlement.Settled(true, confirmedAt.orElse(null)));
    }
    return replies;
  }
}
