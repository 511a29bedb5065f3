package mercat.contracts.orders;

import mercat.contracts.Request;
import mercat.contracts.Write;
import mercat.contracts.promotions.CouponCode;

/**
 * Asks orders to take a guest's order for which a coupon is redeemed. A word of its own beside
 * {@link PlaceOrder}: a node that knows no coupons would take the full price.
 */
public record PlaceOrderWithCoupon(PlaceOrder order, CouponCode coupon)
    implements Request<PlaceOrder.Reply>, Write {}
