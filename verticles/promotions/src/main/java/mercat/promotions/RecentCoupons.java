package mercat.promotions;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.promotions.CouponCode;
import mercat.platform.Deadline;
import mercat.promotions.domain.StoredCoupon;

/**
 * Coupons as they were a moment ago, so that in a rush a coupon is not read for each order that
 * names it. A preview may be that much too old; whether an order gets its coupon is decided by the
 * coupon itself.
 */
final class RecentCoupons {
  private static final Duration KEPT = Duration.ofMillis(100);
  private static final int KEPT_MAX = 1_000;

  private final CouponStore coupons;
  private final Map<CouponCode, Recent> recent = new ConcurrentHashMap<>();

  private record Recent(StoredCoupon coupon, Deadline until) {}

  RecentCoupons(CouponStore coupons) {
    this.coupons = coupons;
  }

  /** The coupon, at most {@link #KEPT} old; what there is not is looked for each time. */
  Optional<StoredCoupon> find(CouponCode code) {
    var known = recent.get(code);
    if (known != null && !known.until.hasPassed()) {
      return Optional.of(known.coupon);
    }
    var until = Deadline.after(KEPT);
    var found = coupons.find(code);
    found.ifPresent(coupon -> keep(new Recent(coupon, until)));
    return found;
  }

  /** To be read again, for it is about to change in what a preview tells. */
  void forget(CouponCode code) {
    recent.remove(code);
  }

  private void keep(Recent read) {
    if (recent.size() >= KEPT_MAX) {
      recent.clear();
    }
    recent.put(read.coupon.code(), read);
  }
}
