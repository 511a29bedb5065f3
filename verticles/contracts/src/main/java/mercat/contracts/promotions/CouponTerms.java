package mercat.contracts.promotions;

import mercat.contracts.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a coupon takes off an order: a share of its subtotal, or an amount, and never more than the
 * subtotal. One of the two is null.
 *
 * @param percent 1 to 100
 * @param amount 1 to {@value #AMOUNT_MAX} minor units
 */
public record CouponTerms(@Nullable Integer percent, @Nullable Money amount) {
  /** The largest amount, in minor units. */
  public static final long AMOUNT_MAX = 1_000_000_000_000L;

  public CouponTerms {
    if ((percent == null) == (amount == null)) {
      throw new IllegalArgumentException("a coupon is by percent or by amount");
    }
    if (percent != null && (percent < 1 || percent > 100)) {
      throw new IllegalArgumentException("percent must be 1 to 100");
    }
    if (amount != null && (amount.amount() < 1 || amount.amount() > AMOUNT_MAX)) {
      throw new IllegalArgumentException("amount must be 1 to " + AMOUNT_MAX);
    }
  }

  /** A share of the subtotal. */
  public static CouponTerms byPercent(int percent) {
    return new CouponTerms(percent, null);
  }

  /** An amount, of orders in its currency. */
  public static CouponTerms byAmount(Money amount) {
    return new CouponTerms(null, amount);
  }
}
