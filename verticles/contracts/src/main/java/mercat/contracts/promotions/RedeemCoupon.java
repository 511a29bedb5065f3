package mercat.contracts.promotions;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Asks promotions to count a coupon as used by an order, until the order ends. A repeat answers as
 * before.
 *
 * @param customer names the buyer, by what orders alone can tell
 * @param discount what the coupon takes off the order, as fixed when it was placed
 */
public record RedeemCoupon(OrderId orderId, CouponCode coupon, UUID customer, Money discount)
    implements Request<RedeemCoupon.Reply>, Write {
  public RedeemCoupon {
    if (discount.amount() < 0) {
      throw new IllegalArgumentException("a discount is 0 or more");
    }
  }

  /** Whether the order has it. */
  public sealed interface Reply extends Message {
    record Redeemed(OrderId orderId) implements Reply {}

    record Refused(CouponRefusal reason) implements Reply {}

    /** The order has ended, or its coupon is another: nothing was redeemed. */
    record AlreadySettled() implements Reply {}
  }
}
