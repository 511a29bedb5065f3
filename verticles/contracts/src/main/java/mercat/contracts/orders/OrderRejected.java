package mercat.contracts.orders;

import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * The order never stood.
 *
 * @param reason {@code out_of_stock}, {@code payment_declined}, {@code payment_unresolved}, {@code
 *     cancelled}, or why its coupon could not be redeemed
 * @param asked the steps that inventory and payments were asked for and must undo
 * @param couponAsked whether promotions was asked to redeem a coupon, and must release it; null for
 *     no
 */
public record OrderRejected(
    OrderId orderId, String reason, Set<Step> asked, @Nullable Boolean couponAsked)
    implements Event {
  public OrderRejected {
    asked = Set.copyOf(asked);
  }

  public OrderRejected(OrderId orderId, String reason, Set<Step> asked) {
    this(orderId, reason, asked, null);
  }
}
