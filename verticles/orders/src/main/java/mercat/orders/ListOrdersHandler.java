package mercat.orders;

import mercat.contracts.orders.ListOrders;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Lists orders for staff, newest first. */
final class ListOrdersHandler implements RequestHandler<ListOrders, ListOrders.Found> {
  private final PlacedOrders orders;

  ListOrdersHandler(PlacedOrders orders) {
    this.orders = orders;
  }

  @Override
  public ListOrders.Found handle(ListOrders request, Call call) {
    call.actor().requireRole("support");
    var found = orders.list(request.status(), request.before(), request.limit() + 1);
    var page = found.stream().limit(request.limit()).map(StoredOrder::order).toList();
    return new ListOrders.Found(page, found.size() > page.size());
  }
}
