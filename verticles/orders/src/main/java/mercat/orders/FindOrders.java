package mercat.orders;

import java.util.Optional;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOwnOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.platform.Call;

/** Shows orders to whom they belong, and all of them to staff. */
record FindOrders(PlacedOrders orders, OrderPages pages, OrderTokens tokens) {
  FindOrder.Reply find(FindOrder request, Call call) {
    if (!tokens.mayAccess(call.actor(), "orders:read", request.orderId(), request.orderToken())) {
      return new FindOrder.Reply.Unknown();
    }
    return reply(orders.byId(request.orderId()));
  }

  FindOrder.Reply findOwn(FindOwnOrder request, Call call) {
    return reply(orders.own(request.orderId(), call.actor().requireCustomer()));
  }

  private static FindOrder.Reply reply(Optional<StoredOrder> order) {
    return order
        .<FindOrder.Reply>map(found -> new FindOrder.Reply.Found(found.order()))
        .orElseGet(FindOrder.Reply.Unknown::new);
  }

  ReadOrder.Reply read(ReadOrder request, Call call) {
    call.actor().requireScope("orders:read");
    return orders
        .withBuyer(request.orderId())
        .<ReadOrder.Reply>map(found -> found)
        .orElseGet(ReadOrder.Reply.Unknown::new);
  }

  ListOrders.Found search(SearchOrders request, Call call) {
    call.actor().requireScope("orders:read");
    return pages.search(request);
  }

  ListOwnOrders.Found listOwn(ListOwnOrders request, Call call) {
    return pages.own(call.actor().requireCustomer(), request);
  }

  ListOrders.Found list(ListOrders request, Call call) {
    return search(
        new SearchOrders(request.status(), null, null, request.before(), request.limit()), call);
  }
}
