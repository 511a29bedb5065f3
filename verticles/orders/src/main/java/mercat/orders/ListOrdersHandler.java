package mercat.orders;

import mercat.contracts.orders.ListOrders;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;

/** Lists orders for staff, newest first. */
final class ListOrdersHandler implements RequestHandler<ListOrders, ListOrders.Found> {
  private final OrderStore store;

  ListOrdersHandler(OrderStore store) {
    this.store = store;
  }

  @Override
  public ListOrders.Found handle(ListOrders request, Call call) {
    if (!call.actor().hasRole("support")) {
      throw Failure.forbidden("listing orders needs the role support");
    }
    var found = store.list(request.status(), request.before(), request.limit() + 1);
    var page = found.stream().limit(request.limit()).map(StoredOrder::order).toList();
    return new ListOrders.Found(page, found.size() > page.size());
  }
}
