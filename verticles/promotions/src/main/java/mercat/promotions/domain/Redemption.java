package mercat.promotions.domain;

import mercat.contracts.OrderId;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.contracts.promotions.RedeemCoupon.Reply;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an order's coupon.
 *
 * @param coupon null for a tombstone
 * @param refusal why it was refused, null otherwise
 */
public record Redemption(
    OrderId orderId,
    RedemptionState state,
    @Nullable CouponCode coupon,
    @Nullable CouponRefusal refusal) {
  /** The reply to a request for the same order that comes after the one that was decided. */
  public Reply replyTo(RedeemCoupon repeat) {
    if (!repeat.coupon().equals(coupon)) {
      return new Reply.AlreadySettled();
    }
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    return state == RedemptionState.REDEEMED
        ? new Reply.Redeemed(orderId)
        : new Reply.AlreadySettled();
  }
}
