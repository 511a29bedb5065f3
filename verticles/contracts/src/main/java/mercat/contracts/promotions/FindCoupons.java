package mercat.contracts.promotions;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Page;
import mercat.contracts.Request;
import mercat.contracts.Text;

/**
 * Asks promotions for its coupons, on behalf of staff, ascending by code.
 *
 * @param after the last code of the page before, empty for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 */
public record FindCoupons(String after, int limit) implements Request<FindCoupons.Found> {
  public FindCoupons {
    Text.require("after", after, CouponCode.LENGTH_MAX);
    Page.requireLimit(limit);
  }

  /** One page; {@code more} tells whether another follows. */
  public record Found(List<HeldCoupon> coupons, boolean more) implements Message {
    public Found {
      coupons = List.copyOf(coupons);
    }
  }
}
