package mercat.promotions;

import mercat.contracts.promotions.FindCoupon;
import mercat.contracts.promotions.FindCoupons;
import mercat.contracts.promotions.PreviewCoupon;
import mercat.contracts.promotions.PutCoupon;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Promotions: what coupons there are, and who has used them. */
public final class PromotionsContext implements ContextDefinition {
  @Override
  public String name() {
    return "promotions";
  }

  @Override
  public void start(BoundedContext promotions) {
    var coupons = new CouponStore(promotions.database());
    var recent = new RecentCoupons(coupons);
    var redemptions = new RedemptionStore();
    var clock = promotions.clock();
    var read = new ReadCoupons(coupons, recent, clock);
    promotions.serveBatch(
        RedeemCoupon.class, new RedeemCouponHandler(redemptions, coupons, recent, clock));
    promotions.serveEach(PutCoupon.class, new PutCouponHandler(coupons, recent, redemptions));
    promotions.answer(PreviewCoupon.class, read::preview);
    promotions.answer(FindCoupon.class, read::find);
    promotions.answer(FindCoupons.class, read::list);
    promotions.serveLog();
    promotions.follow("orders", new ReleaseRedemptions(redemptions, coupons, recent));
  }
}
