package mercat.orders;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import mercat.contracts.OrderId;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/**
 * The first step of checkout: new orders are stored, used keys answer with the order that they
 * name.
 */
final class StoreOrders implements BatchHandler<NewOrder, NewOrder.Stored> {
  private final OrderStore store;
  private final OrdersConfig config;

  StoreOrders(OrderStore store, OrdersConfig config) {
    this.store = store;
    this.config = config;
  }

  @Override
  public List<NewOrder.Stored> handle(Tx tx, List<Asked<NewOrder>> batch) {
    var orders = Asked.requests(batch);
    var claimed = store.claim(tx, orders, config);
    var fresh = new IdentityHashMap<NewOrder, NewOrder.Stored>();
    var repeats = new ArrayList<NewOrder>();
    for (var asked : batch) {
      var order = asked.request();
      var claim = claimed.remove(order.id().value());
      if (claim == null) {
        repeats.add(order);
      } else {
        tx.append(
            asked.call(), order.id().value(), new OrderPlaced(order.id(), order.totals().total()));
        fresh.put(order, new NewOrder.Stored(pending(order, claim), true));
      }
    }
    var known = repeats.isEmpty() ? Map.<NewOrder, StoredOrder>of() : store.byClaim(tx, repeats);
    return orders.stream().map(order -> reply(order, fresh, known)).toList();
  }

  private static NewOrder.Stored reply(
      NewOrder order, Map<NewOrder, NewOrder.Stored> fresh, Map<NewOrder, StoredOrder> known) {
    var stored = fresh.get(order);
    return stored == null ? new NewOrder.Stored(requireNonNull(known.get(order)), false) : stored;
  }

  private static StoredOrder pending(NewOrder order, OrderStore.Claimed claim) {
    return new StoredOrder(
        new Order(
            new OrderId(order.id().value()),
            OrderStore.number(claim.number()),
            OrderStatus.PENDING,
            order.lines(),
            order.totals(),
            PaymentStatus.NONE,
            FulfilmentStatus.NONE,
            claim.placedAt(),
            null),
        order.bodyHash(),
        "",
        "",
        List.of(),
        order.paymentMethod(),
        order.paymentToken(),
        0,
        false);
  }
}
