package mercat.contracts.promotions;

import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks promotions for one coupon, on behalf of staff. */
public record FindCoupon(CouponCode code) implements Request<FindCoupon.Reply> {
  /** What is known of the code. */
  public sealed interface Reply extends Message {
    record Found(HeldCoupon coupon) implements Reply {}

    record Unknown() implements Reply {}
  }
}
