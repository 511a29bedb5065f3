package mercat.orders;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.Weighted;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import mercat.orders.domain.OrderState;
import org.jspecify.annotations.Nullable;

/**
 * A priced order about to be placed: the first step of checkout.
 *
 * @param claim made of buyer and key: what makes a repeat harmless
 * @param buyer SHA-256 that names the buyer
 * @param bodyHash SHA-256 of what was asked for
 * @param shippingAddress as JSON, null if none
 */
record NewOrder(
    OrderId id,
    UUID claim,
    Buffer buyer,
    String key,
    Buffer bodyHash,
    String email,
    List<OrderLine> lines,
    OrderTotals totals,
    @Nullable String shippingAddress,
    String paymentMethod,
    String paymentToken)
    implements Weighted {

  @Override
  public int weight() {
    return lines.size();
  }

  /** The order that the key names now; {@code fresh} when this request made it. */
  record Stored(StoredOrder order, boolean fresh) {}

  /** This order as it is stored. */
  StoredOrder placed(PlacedOrders.Claim claim) {
    var state = OrderState.PLACED;
    var order =
        new Order(
            id,
            OrderRows.number(claim.number()),
            state.status(),
            lines,
            totals,
            state.payment(),
            state.fulfilment(),
            claim.placedAt(),
            null);
    return new StoredOrder(order, null, bodyHash, paymentMethod, paymentToken, 0, false);
  }
}
