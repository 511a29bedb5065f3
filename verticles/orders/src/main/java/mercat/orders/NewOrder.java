package mercat.orders;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.Weighted;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import org.jspecify.annotations.Nullable;

/**
 * A priced order about to be stored: the first step of checkout.
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
}
