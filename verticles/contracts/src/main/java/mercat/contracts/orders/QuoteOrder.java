package mercat.contracts.orders;

import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.promotions.CouponRefusal;

/** Asks orders what these lines would cost now. Nothing is stored or held. */
public record QuoteOrder(List<Line> lines) implements Request<QuoteOrder.Reply> {
  public QuoteOrder {
    lines = Lines.checked(lines);
  }

  /** The price, or why there is none. */
  public sealed interface Reply extends Message {
    record Quoted(List<OrderLine> lines, OrderTotals totals) implements Reply {
      public Quoted {
        lines = List.copyOf(lines);
      }
    }

    record UnknownSkus(List<Sku> skus) implements Reply {
      public UnknownSkus {
        skus = List.copyOf(skus);
      }
    }

    /** The products are priced in different currencies. */
    record NotSummable(String reason) implements Reply {}

    /** The sum is larger than a total may be. */
    record TotalTooLarge() implements Reply {}

    /** The coupon cannot be had. Said of {@link QuoteOrderWithCoupon} alone. */
    record CouponRefused(CouponRefusal reason) implements Reply {}
  }
}
