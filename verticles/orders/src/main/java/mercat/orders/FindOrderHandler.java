package mercat.orders;

import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOrder.Reply;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Shows an order to whom it belongs. */
final class FindOrderHandler implements RequestHandler<FindOrder, Reply> {
  private final OrderStore store;
  private final OrderAccess access;

  FindOrderHandler(OrderStore store, OrderAccess access) {
    this.store = store;
    this.access = access;
  }

  @Override
  public Reply handle(FindOrder request, Call call) {
    if (!access.isGranted(request.orderId(), request.orderToken(), call.actor())) {
      return new Reply.Unknown();
    }
    return store
        .byId(request.orderId())
        .<Reply>map(stored -> new Reply.Found(stored.order()))
        .orElseGet(Reply.Unknown::new);
  }
}
