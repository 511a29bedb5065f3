package mercat.contracts.orders;

import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Request;
import mercat.contracts.promotions.CouponCode;

/** Asks orders what these lines would cost now with a coupon. Nothing is stored or held. */
public record QuoteOrderWithCoupon(List<Line> lines, CouponCode coupon)
    implements Request<QuoteOrder.Reply> {
  public QuoteOrderWithCoupon {
    lines = Lines.checked(lines);
  }
}
