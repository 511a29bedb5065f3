package mercat.orders;

import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.orders.ShipOrder.Reply;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.EachHandler;

/** Notes that a confirmed order left the shop. */
final class ShipOrderHandler implements EachHandler<ShipOrder, Reply> {
  private final OrderStore store;

  ShipOrderHandler(OrderStore store) {
    this.store = store;
  }

  @Override
  public Reply handle(Tx tx, ShipOrder request, Call call) {
    var found = store.lock(tx, request.orderId());
    if (found.isEmpty()) {
      return new Reply.Unknown();
    }
    var order = found.get().order();
    if (order.fulfilmentStatus() == FulfilmentStatus.SHIPPED) {
      return new Reply.Shipped(order);
    }
    if (order.status() != OrderStatus.CONFIRMED
        || order.fulfilmentStatus() != FulfilmentStatus.NONE) {
      return new Reply.NotShippable(order);
    }
    store.ship(tx, order.id());
    tx.append(call, order.id().value(), new OrderShipped(order.id()));
    return new Reply.Shipped(store.lock(tx, order.id()).orElseThrow().order());
  }
}
