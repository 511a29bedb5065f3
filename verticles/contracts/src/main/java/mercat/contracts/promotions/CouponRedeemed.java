package mercat.contracts.promotions;

import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;

/** An order uses a coupon. */
public record CouponRedeemed(OrderId orderId, CouponCode coupon, Money discount) implements Event {}
