package mercat.promotions.domain;

import java.util.UUID;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.RedeemCoupon;

/** One buyer of those who use a coupon: whose uses are counted apart. */
public record CustomerOfCoupon(CouponCode coupon, UUID customer) {
  public static CustomerOfCoupon of(RedeemCoupon request) {
    return new CustomerOfCoupon(request.coupon(), request.customer());
  }
}
