package mercat.contracts.promotions;

/** Why an order cannot have a coupon. */
public enum CouponRefusal {
  /** There is no such code. */
  UNKNOWN_COUPON,
  /** It cannot be redeemed yet. */
  COUPON_NOT_STARTED,
  /** It cannot be redeemed any more. */
  COUPON_EXPIRED,
  /** It has been redeemed as often as it can be. */
  COUPON_EXHAUSTED,
  /** The buyer has redeemed it as often as one buyer can. */
  COUPON_LIMIT_REACHED,
  /** The order is in another currency, or costs less than the coupon asks for. */
  COUPON_NOT_APPLICABLE
}
