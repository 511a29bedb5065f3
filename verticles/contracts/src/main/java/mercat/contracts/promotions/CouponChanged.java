package mercat.contracts.promotions;

import mercat.contracts.Event;

/** A coupon is new, or is another now. */
public record CouponChanged(CouponCode code, long version) implements Event {}
