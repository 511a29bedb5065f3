package mercat.orders;

import java.util.List;
import java.util.Map;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.orders.ShipOrder.Reply;
import mercat.orders.domain.OrderState;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.EachHandler;

/** Notes, for staff, that a confirmed order left the shop. */
record ShipOrderHandler(PlacedOrders placed, OrderMoves moves)
    implements EachHandler<ShipOrder, Reply> {
  @Override
  public Reply handle(Tx tx, ShipOrder request, Call call) {
    call.actor().requireScope("orders:write");
    var id = request.orderId();
    var order = placed.lock(tx, List.of(id)).get(id);
    if (order == null) {
      return new Reply.Unknown();
    }
    return switch (order.state().ship()) {
      case OrderState.Move.Forward(var shipped) -> {
        var moved = order.moved(moves.store(tx, id, shipped));
        tx.append(call, id.value(), new OrderShipped(id));
        StaffActions.note(
            tx,
            call,
            id.value(),
            "shipOrder",
            "order:" + id,
            fulfilment(order.order()),
            fulfilment(moved.order()));
        yield new Reply.Shipped(moved.order());
      }
      case OrderState.Move.Repeated repeated -> new Reply.Shipped(order.order());
      case OrderState.Move.Refused refused -> new Reply.NotShippable(order.order());
    };
  }

  private static Map<String, String> fulfilment(Order order) {
    return Map.of("fulfilmentStatus", EnumText.of(order.fulfilmentStatus()));
  }
}
