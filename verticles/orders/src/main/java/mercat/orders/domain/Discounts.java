package mercat.orders.domain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import mercat.contracts.Money;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.promotions.CouponTerms;

/**
 * What a coupon takes off priced lines, in whole minor units.
 *
 * <p>A percentage is taken of the subtotal and rounded to the nearest unit, a half up. An amount is
 * taken whole, but never more than the subtotal. Lines share the discount by their totals: each
 * share is rounded down, and the units that are left go one each to the lines with the largest
 * remainders, of equal ones to the earlier line. So shares sum up to the discount, none is larger
 * than its line, and none is a whole unit off what it exactly would be.
 */
final class Discounts {
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger FIFTY = BigInteger.valueOf(50);

  private Discounts() {}

  /** The same lines and totals with what the coupon takes off. */
  static Pricing.Priced reduced(Pricing.Priced full, CouponTerms terms) {
    var totals = full.totals();
    var subtotal = totals.subtotal();
    long discount = discount(subtotal.amount(), terms);
    var shares =
        shares(discount, full.lines().stream().map(line -> line.total().amount()).toList());
    var lines = new ArrayList<OrderLine>(full.lines().size());
    for (int i = 0; i < full.lines().size(); i++) {
      var share = new Money(shares[i], subtotal.currency());
      lines.add(full.lines().get(i).reducedBy(share));
    }
    return new Pricing.Priced(
        lines,
        new OrderTotals(
            subtotal,
            new Money(discount, subtotal.currency()),
            totals.shipping(),
            totals.tax(),
            new Money(totals.total().amount() - discount, subtotal.currency())));
  }

  /** What is taken off in all: 0 to {@code subtotal}. */
  static long discount(long subtotal, CouponTerms terms) {
    var percent = terms.percent();
    if (percent != null) {
      return BigInteger.valueOf(subtotal)
          .multiply(BigInteger.valueOf(percent))
          .add(FIFTY)
          .divide(HUNDRED)
          .longValueExact();
    }
    var amount = terms.amount();
    return amount == null ? 0 : Math.min(amount.amount(), subtotal);
  }

  /**
   * The share of each line.
   *
   * @param discount 0 to the sum of {@code totals}
   * @param totals what the lines cost, each 0 or more
   */
  static long[] shares(long discount, List<Long> totals) {
    var shares = new long[totals.size()];
    var sum = totals.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    if (sum.signum() == 0) {
      return shares;
    }
    var remainders = new ArrayList<BigInteger>(totals.size());
    long left = discount;
    for (int i = 0; i < shares.length; i++) {
      var exact =
          BigInteger.valueOf(discount)
              .multiply(BigInteger.valueOf(totals.get(i)))
              .divideAndRemainder(sum);
      shares[i] = exact[0].longValueExact();
      remainders.add(exact[1]);
      left -= shares[i];
    }
    IntStream.range(0, shares.length)
        .boxed()
        .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
        .limit(left)
        .forEach(i -> shares[i]++);
    return shares;
  }
}
