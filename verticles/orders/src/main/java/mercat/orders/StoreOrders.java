package mercat.orders;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import mercat.contracts.orders.OrderPlaced;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/**
 * The first step of checkout: new orders are placed, used keys answer with the order that they
 * name.
 */
record StoreOrders(PlacedOrders orders) implements BatchHandler<NewOrder, NewOrder.Stored> {
  @Override
  public List<NewOrder.Stored> handle(Tx tx, List<Asked<NewOrder>> batch) {
    var claimed = orders.claim(tx, Asked.requests(batch));
    var stored = new IdentityHashMap<NewOrder, NewOrder.Stored>(batch.size());
    var repeats = new ArrayList<NewOrder>();
    for (var asked : batch) {
      var order = asked.request();
      var claim = claimed.remove(order.id());
      if (claim == null) {
        repeats.add(order);
        continue;
      }
      stored.put(order, new NewOrder.Stored(order.placed(claim), true));
      tx.append(asked.call(), order.id().value(), new OrderPlaced(order.id(), order.total()));
    }
    if (!repeats.isEmpty()) {
      orders
          .byClaim(tx, repeats)
          .forEach((repeat, known) -> stored.put(repeat, new NewOrder.Stored(known, false)));
    }
    return batch.stream().map(asked -> requireNonNull(stored.get(asked.request()))).toList();
  }
}
