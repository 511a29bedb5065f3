package mercat.promotions.domain;

/** What became of an order's coupon. */
public enum RedemptionState {
  /** The order uses it. */
  REDEEMED,
  /** It could not be had. */
  REFUSED,
  /** The order has ended. Without a coupon: a tombstone that a late redeem finds. */
  RELEASED
}
