package mercat.contracts.promotions;

import mercat.contracts.Event;
import mercat.contracts.OrderId;

/** An order that used a coupon has ended: somebody else may use it. */
public record CouponReleased(OrderId orderId, CouponCode coupon) implements Event {}
