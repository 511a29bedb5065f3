package mercat.promotions;

import java.time.InstantSource;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.FindCoupon;
import mercat.contracts.promotions.FindCoupons;
import mercat.contracts.promotions.PreviewCoupon;
import mercat.platform.Call;
import mercat.promotions.domain.StoredCoupon;

/** Tells what coupons there are to staff, and what one would take off to whoever sells. */
record ReadCoupons(CouponStore coupons, RecentCoupons recent, InstantSource clock) {
  private static final String SCOPE = "promotions:read";

  FindCoupon.Reply find(FindCoupon request, Call call) {
    call.actor().requireScope(SCOPE);
    return coupons
        .find(request.code())
        .<FindCoupon.Reply>map(found -> new FindCoupon.Reply.Found(found.held()))
        .orElseGet(FindCoupon.Reply.Unknown::new);
  }

  FindCoupons.Found list(FindCoupons request, Call call) {
    call.actor().requireScope(SCOPE);
    int limit = request.limit();
    var found = coupons.page(request.after(), limit + 1);
    return new FindCoupons.Found(
        found.stream().limit(limit).map(StoredCoupon::held).toList(), found.size() > limit);
  }

  PreviewCoupon.Reply preview(PreviewCoupon request, Call call) {
    return recent
        .find(request.code())
        .map(found -> found.preview(request.subtotal(), clock.instant()))
        .orElseGet(() -> new PreviewCoupon.Reply.Refused(CouponRefusal.UNKNOWN_COUPON));
  }
}
