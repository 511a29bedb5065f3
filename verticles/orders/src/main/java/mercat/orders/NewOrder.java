package mercat.orders;

import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Weighted;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.PlaceOrder;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.Pricing;

/** A priced order about to be placed: the first step of checkout. */
record NewOrder(Purchase purchase, Pricing.Priced priced) implements Weighted {
  /** The order that the key names now; {@code fresh} when this request made it. */
  record Stored(StoredOrder order, boolean fresh) {}

  @Override
  public int weight() {
    return priced.lines().size();
  }

  PlaceOrder request() {
    return purchase.request();
  }

  OrderId id() {
    return request().orderId();
  }

  Money total() {
    return priced.totals().total();
  }

  StoredOrder placed(PlacedOrders.Claim claim) {
    var state = OrderState.PLACED;
    var order =
        new Order(
            id(),
            OrderRows.number(claim.number()),
            state.status(),
            priced.lines(),
            priced.totals(),
            state.payment(),
            state.fulfilment(),
            claim.placedAt(),
            null);
    return new StoredOrder(
        order, null, purchase.bodyHash(), request().paymentMethod(), request().token(), 0, false);
  }
}
