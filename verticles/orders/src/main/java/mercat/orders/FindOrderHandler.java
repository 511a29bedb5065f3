package mercat.orders;

import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOrder.Reply;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Shows an order to whom it belongs. */
final class FindOrderHandler implements RequestHandler<FindOrder, Reply> {
  private final PlacedOrders orders;
  private final OrderAccess access;

  FindOrderHandler(PlacedOrders orders, OrderAccess access) {
    this.orders = orders;
    this.access = access;
  }

  @Override
  public Reply handle(FindOrder request, Call call) {
    if (!access.isGranted(request.orderId(), request.orderToken(), call.actor())) {
      return new Reply.Unknown();
    }
    return orders
        .byId(request.orderId())
        .<Reply>map(found -> new Reply.Found(found.order()))
        .orElseGet(Reply.Unknown::new);
  }
}
