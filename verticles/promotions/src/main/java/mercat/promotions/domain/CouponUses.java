package mercat.promotions.domain;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.RedeemCoupon;
import org.jspecify.annotations.Nullable;

/**
 * The coupons that a batch of redemptions wants, as they are locked, and what the batch uses of
 * them. Later requests see what earlier ones used.
 */
public final class CouponUses {
  private final Map<CouponCode, StoredCoupon> coupons = new HashMap<>();
  private final Map<CustomerOfCoupon, Long> ofCustomers;
  private final SortedMap<CouponCode, Long> taken = new TreeMap<>();
  private final Instant now;

  /**
   * Coupons as they are now.
   *
   * @param ofCustomers how often buyers use those that have a limit for each
   */
  public CouponUses(
      Collection<StoredCoupon> coupons, Map<CustomerOfCoupon, Long> ofCustomers, Instant now) {
    coupons.forEach(coupon -> this.coupons.put(coupon.code(), coupon));
    this.ofCustomers = new HashMap<>(ofCustomers);
    this.now = now;
  }

  /** Takes one use. Returns why it cannot be had: null when it was taken. */
  public @Nullable CouponRefusal take(RedeemCoupon request) {
    var coupon = coupons.get(request.coupon());
    if (coupon == null) {
      return CouponRefusal.UNKNOWN_COUPON;
    }
    var refusal = coupon.refusal(now, coupon.used() + taken.getOrDefault(coupon.code(), 0L));
    if (refusal != null) {
      return refusal;
    }
    var customer = CustomerOfCoupon.of(request);
    var limit = coupon.coupon().limitPerCustomer();
    if (limit != null && ofCustomers.getOrDefault(customer, 0L) >= limit) {
      return CouponRefusal.COUPON_LIMIT_REACHED;
    }
    ofCustomers.merge(customer, 1L, Long::sum);
    taken.merge(coupon.code(), 1L, Long::sum);
    return null;
  }

  /** The coupons of which the batch took the last use. */
  public List<CouponCode> usedUp() {
    return taken.keySet().stream().filter(this::isUsedUp).toList();
  }

  private boolean isUsedUp(CouponCode code) {
    var coupon = requireNonNull(coupons.get(code));
    var limit = coupon.coupon().limit();
    return limit != null && coupon.used() + taken.getOrDefault(code, 0L) >= limit;
  }

  /** How many uses were taken of each coupon, ascending by code. */
  public SortedMap<CouponCode, Long> taken() {
    return taken;
  }
}
