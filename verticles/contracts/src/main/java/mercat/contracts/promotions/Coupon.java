package mercat.contracts.promotions;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import mercat.contracts.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a coupon is worth, and who may use it when and how often. Whatever is null bounds nothing.
 *
 * @param minimumSubtotal what the lines must cost before the discount, 0 to {@link
 *     CouponTerms#AMOUNT_MAX} minor units; orders in another currency cannot use it
 * @param startsAt when it can first be redeemed, to the microsecond, of the years 1970 to 9999
 * @param endsAt from when on it cannot be redeemed any more
 * @param limit how often it can be redeemed in all, 1 to {@value #LIMIT_MAX}
 * @param limitPerCustomer how often by one buyer, 1 to {@value #LIMIT_MAX}
 */
public record Coupon(
    CouponCode code,
    CouponTerms terms,
    @Nullable Money minimumSubtotal,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Long limit,
    @Nullable Long limitPerCustomer) {
  /** The largest limit. */
  public static final long LIMIT_MAX = 1_000_000_000;

  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  public Coupon {
    requireMinimum(terms, minimumSubtotal);
    startsAt = toTheMicrosecond("startsAt", startsAt);
    endsAt = toTheMicrosecond("endsAt", endsAt);
    if (startsAt != null && endsAt != null && !startsAt.isBefore(endsAt)) {
      throw new IllegalArgumentException("endsAt must be after startsAt");
    }
    requireLimit("limit", limit);
    requireLimit("limitPerCustomer", limitPerCustomer);
  }

  private static void requireMinimum(CouponTerms terms, @Nullable Money minimum) {
    if (minimum == null) {
      return;
    }
    if (minimum.amount() < 0 || minimum.amount() > CouponTerms.AMOUNT_MAX) {
      throw new IllegalArgumentException("minimumSubtotal must be 0 to " + CouponTerms.AMOUNT_MAX);
    }
    var amount = terms.amount();
    if (amount != null && !amount.currency().equals(minimum.currency())) {
      throw new IllegalArgumentException("amount and minimumSubtotal must be in one currency");
    }
  }

  private static @Nullable Instant toTheMicrosecond(String name, @Nullable Instant at) {
    if (at == null) {
      return null;
    }
    if (at.isBefore(FIRST) || at.isAfter(LAST)) {
      throw new IllegalArgumentException(name + " must be in the years 1970 to 9999");
    }
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  private static void requireLimit(String name, @Nullable Long limit) {
    if (limit != null && (limit < 1 || limit > LIMIT_MAX)) {
      throw new IllegalArgumentException(name + " must be 1 to " + LIMIT_MAX);
    }
  }
}
