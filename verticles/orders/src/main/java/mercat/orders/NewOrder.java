package mercat.orders;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Weighted;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.PlaceOrder;
import mercat.orders.domain.Digests;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.Pricing;

/**
 * A priced order about to be placed: the first step of checkout.
 *
 * @param buyer SHA-256 that names the buyer
 * @param claim made of buyer and key: what makes a repeat harmless
 * @param bodyHash SHA-256 of what was asked for
 */
record NewOrder(
    PlaceOrder request, Pricing.Priced priced, Buffer buyer, UUID claim, Buffer bodyHash)
    implements Weighted {
  /** The order that the key names now; {@code fresh} when this request made it. */
  record Stored(StoredOrder order, boolean fresh) {}

  static NewOrder of(PlaceOrder request, Pricing.Priced priced) {
    var buyer = Digests.buyer(request.email());
    return new NewOrder(
        request,
        priced,
        Buffer.buffer(buyer),
        Digests.claim(buyer, request.key()),
        Buffer.buffer(Digests.content(request)));
  }

  @Override
  public int weight() {
    return priced.lines().size();
  }

  OrderId id() {
    return request.orderId();
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
        order, null, bodyHash, request.paymentMethod(), request.token(), 0, false);
  }
}
