package mercat.promotions.domain;

import java.time.Instant;
import mercat.contracts.Money;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.HeldCoupon;
import mercat.contracts.promotions.PreviewCoupon;
import org.jspecify.annotations.Nullable;

/**
 * A coupon with what is counted of it.
 *
 * @param used how often it is redeemed now
 * @param version counts the changes, from 1
 */
public record StoredCoupon(Coupon coupon, long used, long version) {
  /** The first version. */
  public static StoredCoupon first(Coupon wanted) {
    return new StoredCoupon(wanted, 0, 1);
  }

  public CouponCode code() {
    return coupon.code();
  }

  public HeldCoupon held() {
    return new HeldCoupon(coupon, used, version);
  }

  /** The next version, or this one when nothing differs. */
  public StoredCoupon put(Coupon wanted) {
    return wanted.equals(coupon) ? this : new StoredCoupon(wanted, used, version + 1);
  }

  /** Whether it is redeemed more often than its limit allows. */
  public boolean isOverused() {
    var limit = coupon.limit();
    return limit != null && used > limit;
  }

  /** What it would take off an order of this subtotal. */
  public PreviewCoupon.Reply preview(Money subtotal, Instant now) {
    var refusal = refusal(now, used);
    if (refusal == null && !appliesTo(subtotal)) {
      refusal = CouponRefusal.COUPON_NOT_APPLICABLE;
    }
    return refusal == null
        ? new PreviewCoupon.Reply.Applies(coupon.terms())
        : new PreviewCoupon.Reply.Refused(refusal);
  }

  /**
   * Why nobody can redeem it; null when somebody can.
   *
   * @param uses how often it is redeemed by then
   */
  @Nullable CouponRefusal refusal(Instant now, long uses) {
    var startsAt = coupon.startsAt();
    if (startsAt != null && now.isBefore(startsAt)) {
      return CouponRefusal.COUPON_NOT_STARTED;
    }
    var endsAt = coupon.endsAt();
    if (endsAt != null && !now.isBefore(endsAt)) {
      return CouponRefusal.COUPON_EXPIRED;
    }
    var limit = coupon.limit();
    return limit != null && uses >= limit ? CouponRefusal.COUPON_EXHAUSTED : null;
  }

  private boolean appliesTo(Money subtotal) {
    var amount = coupon.terms().amount();
    if (amount != null && !amount.currency().equals(subtotal.currency())) {
      return false;
    }
    var minimum = coupon.minimumSubtotal();
    return minimum == null
        || (minimum.currency().equals(subtotal.currency())
            && minimum.amount() <= subtotal.amount());
  }
}
