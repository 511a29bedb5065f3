package mercat.contracts.orders;

import mercat.contracts.Request;
import mercat.contracts.Write;
import mercat.contracts.promotions.CouponCode;

/** The same as {@link PlaceOrderWithCoupon} of a customer's order. */
public record PlaceOwnOrderWithCoupon(PlaceOwnOrder order, CouponCode coupon)
    implements Request<PlaceOrder.Reply>, Write {}
