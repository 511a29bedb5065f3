package mercat.promotions;

import java.time.Instant;
import java.util.function.Consumer;
import mercat.contracts.Money;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponTerms;
import mercat.testkit.Fresh;
import org.jspecify.annotations.Nullable;

/** A coupon of which a test says by name what matters to it: all else stands here. */
public final class CouponSample {
  public CouponCode code = new CouponCode(Fresh.text("CODE"));
  public CouponTerms terms = CouponTerms.byPercent(10);
  public @Nullable Money minimumSubtotal;
  public @Nullable Instant startsAt;
  public @Nullable Instant endsAt;
  public @Nullable Long limit;
  public @Nullable Long limitPerCustomer;

  private CouponSample() {}

  public static Coupon coupon(Consumer<CouponSample> what) {
    var it = new CouponSample();
    what.accept(it);
    return new Coupon(
        it.code,
        it.terms,
        it.minimumSubtotal,
        it.startsAt,
        it.endsAt,
        it.limit,
        it.limitPerCustomer);
  }
}
