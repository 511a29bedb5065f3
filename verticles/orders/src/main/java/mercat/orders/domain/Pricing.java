package mercat.orders.domain;

import java.util.ArrayList;
import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines.Price;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.CouponTerms;

/** What lines cost at given prices. */
public sealed interface Pricing {
  /** The sum, line by line. */
  record Priced(List<OrderLine> lines, OrderTotals totals) implements Pricing {
    /** The sum with what a coupon takes off. */
    public Priced reducedBy(CouponTerms terms) {
      return Discounts.reduced(this, terms);
    }
  }

  /** There is no sum: nobody can buy these. */
  record UnknownSkus(List<Sku> skus) implements Pricing {}

  /** There is no sum: currencies differ. */
  record NotSummable(String reason) implements Pricing {}

  /** The sum is larger than {@link #TOTAL_MAX}. */
  record TotalTooLarge() implements Pricing {}

  /** There is no such sum: the coupon cannot be had. */
  record CouponRefused(CouponRefusal reason) implements Pricing {}

  /** The largest total, in minor units: what JSON readers still read exactly. */
  long TOTAL_MAX = 1L << 53;

  /**
   * Prices the lines.
   *
   * @param prices in the order of the lines
   */
  static Pricing of(List<Line> lines, List<Price> prices) {
    var currency = prices.getFirst().unitPrice().currency();
    var priced = new ArrayList<OrderLine>(lines.size());
    var subtotal = new Money(0, currency);
    try {
      for (int i = 0; i < lines.size(); i++) {
        var price = prices.get(i);
        if (!price.unitPrice().currency().equals(currency)) {
          return new NotSummable(
              "products are priced in " + currency + " and " + price.unitPrice().currency());
        }
        long quantity = lines.get(i).quantity();
        var total = price.unitPrice().times(quantity);
        priced.add(new OrderLine(price.sku(), price.name(), quantity, price.unitPrice(), total));
        subtotal = subtotal.plus(total);
      }
    } catch (ArithmeticException overflow) {
      return new TotalTooLarge();
    }
    if (subtotal.amount() > TOTAL_MAX) {
      return new TotalTooLarge();
    }
    var nothing = new Money(0, currency);
    return new Priced(priced, new OrderTotals(subtotal, nothing, nothing, nothing, subtotal));
  }
}
