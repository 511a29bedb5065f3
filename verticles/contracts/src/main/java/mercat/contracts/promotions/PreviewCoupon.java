package mercat.contracts.promotions;

import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.Request;

/**
 * Asks promotions what a coupon would take off an order now. Nothing is stored or held: a limit may
 * be reached before the order redeems it, and what one buyer has redeemed is not looked at.
 *
 * @param subtotal what the order's lines cost, in minor units, 0 or more
 */
public record PreviewCoupon(CouponCode code, Money subtotal)
    implements Request<PreviewCoupon.Reply> {
  public PreviewCoupon {
    if (subtotal.amount() < 0) {
      throw new IllegalArgumentException("a subtotal is 0 or more");
    }
  }

  /** What it would take off, or why nothing. */
  public sealed interface Reply extends Message {
    record Applies(CouponTerms terms) implements Reply {}

    record Refused(CouponRefusal reason) implements Reply {}
  }
}
