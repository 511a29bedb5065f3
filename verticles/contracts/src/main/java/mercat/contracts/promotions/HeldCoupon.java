package mercat.contracts.promotions;

/**
 * A coupon as promotions holds it.
 *
 * @param used how often it is redeemed now: a use that is released counts no more
 * @param version counts the changes of the coupon itself, from 1
 */
public record HeldCoupon(Coupon coupon, long used, long version) {}
