package mercat.orders;

import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Weighted;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PlaceOrder;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.Pricing;
import org.jspecify.annotations.Nullable;

/** A priced order about to be placed: the first step of checkout. */
record NewOrder(Purchase purchase, Pricing.Priced priced) implements Weighted {
  /** The order that the key names now; {@code isNew} when this request made it. */
  record Stored(StoredOrder order, boolean isNew) {}

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

  OrderTotals totals() {
    return priced.totals();
  }

  Money total() {
    return totals().total();
  }

  @Nullable String couponText() {
    var coupon = purchase.coupon();
    return coupon == null ? null : coupon.value();
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
            null,
            purchase.coupon());
    return new StoredOrder(
        order,
        null,
        purchase.bodyHash(),
        purchase.coupon() == null ? null : purchase.couponHolder(),
        request().paymentMethod(),
        request().token(),
        0,
        false);
  }
}
