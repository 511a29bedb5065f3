package mercat.orders.domain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines.Price;
import mercat.contracts.promotions.CouponTerms;
import mercat.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a coupon takes off, recomputed in other arithmetic than the code's. */
class DiscountsTest {
  @ParameterizedTest
  @CsvSource({
    "10,1000,100",
    "10,4,0",
    "10,5,1",
    "10,14,1",
    "10,15,2",
    "33,100,33",
    "50,1,1",
    "1,49,0",
    "1,50,1",
    "100,999,999",
    "100,0,0",
    "7,9007199254740992,630503947831869"
  })
  void roundsAShareOfTheSubtotalToTheNearestUnitAHalfUp(int percent, long subtotal, long discount) {
    assertThat(Discounts.discount(subtotal, CouponTerms.byPercent(percent))).isEqualTo(discount);
  }

  @ParameterizedTest
  @CsvSource({"500,1000,500", "500,500,500", "500,499,499", "500,0,0"})
  void takesAnAmountWholeButNeverMoreThanThereIs(long amount, long subtotal, long discount) {
    var terms = CouponTerms.byAmount(new Money(amount, "GBP"));
    assertThat(Discounts.discount(subtotal, terms)).isEqualTo(discount);
  }

  @Test
  void givesWhatIsLeftToTheLargestRemaindersAndOfEqualOnesToTheEarlierLine() {
    assertThat(Discounts.shares(100, List.of(100L, 100L, 100L))).containsExactly(34, 33, 33);
    assertThat(Discounts.shares(2, List.of(1L, 1L, 1L))).containsExactly(1, 1, 0);
    assertThat(Discounts.shares(10, List.of(1L, 7L, 2L))).containsExactly(1, 7, 2);
    assertThat(Discounts.shares(5, List.of(10L, 15L, 25L))).containsExactly(1, 2, 2);
    assertThat(Discounts.shares(1, List.of(1L, 99L))).containsExactly(0, 1);
    assertThat(Discounts.shares(0, List.of(0L, 0L))).containsExactly(0, 0);
    assertThat(Discounts.shares(3, List.of(0L, 3L))).containsExactly(0, 3);
  }

  @Test
  void sharesToTheLastPennyWhateverTheLines() {
    Cases.check(2_000, DiscountsTest::addsUp);
  }

  private static void addsUp(Cases cases) {
    var unit = cases.oneOf(List.of(1, 100, 1_000_000, 1_000_000_000));
    var totals =
        cases.listOf(1, 40, () -> (long) cases.number(0, 2_000) * unit + cases.number(0, 99));
    long subtotal = totals.stream().mapToLong(total -> total).sum();
    var percent = BigDecimal.valueOf(cases.number(1, 100));
    boolean isByPercent = cases.chance();
    var terms =
        isByPercent
            ? CouponTerms.byPercent(percent.intValueExact())
            : CouponTerms.byAmount(new Money(cases.number(1, 500_000), "GBP"));
    var priced = priced(totals).reducedBy(terms);

    long discount = priced.totals().discount().amount();
    if (isByPercent) {
      assertThat(BigDecimal.valueOf(discount))
          .isEqualByComparingTo(
              percent
                  .multiply(BigDecimal.valueOf(subtotal))
                  .movePointLeft(2)
                  .setScale(0, RoundingMode.HALF_UP));
    }
    assertThat(priced.totals().total().amount()).isEqualTo(subtotal - discount).isNotNegative();
    assertThat(priced.totals().subtotal().amount()).isEqualTo(subtotal);
    assertSharesByLargestRemainder(discount, subtotal, totals, shares(priced));
  }

  /**
   * No share is a whole unit off, and who got a unit more had no smaller remainder, nor an equal
   * one behind somebody who got none.
   */
  private static void assertSharesByLargestRemainder(
      long discount, long subtotal, List<Long> totals, List<Long> shares) {
    assertThat(shares.stream().mapToLong(share -> share).sum()).isEqualTo(discount);
    var rest = new ArrayList<BigInteger>();
    for (int i = 0; i < totals.size(); i++) {
      var exact = BigInteger.valueOf(discount).multiply(BigInteger.valueOf(totals.get(i)));
      var given = BigInteger.valueOf(shares.get(i)).multiply(BigInteger.valueOf(subtotal));
      rest.add(exact.subtract(given));
      assertThat(rest.get(i).abs()).isLessThan(BigInteger.valueOf(Math.max(subtotal, 1)));
      assertThat(shares.get(i)).isBetween(0L, totals.get(i));
    }
    for (int more = 0; more < rest.size(); more++) {
      for (int less = 0; less < rest.size(); less++) {
        if (rest.get(more).signum() < 0 && rest.get(less).signum() >= 0) {
          var ofMore = rest.get(more).add(BigInteger.valueOf(subtotal));
          int compared = ofMore.compareTo(rest.get(less));
          assertThat(compared > 0 || (compared == 0 && more < less)).isTrue();
        }
      }
    }
  }

  private static List<Long> shares(Pricing.Priced priced) {
    return priced.lines().stream().map(line -> requireNonNull(line.discount()).amount()).toList();
  }

  /** Lines that cost so much. */
  private static Pricing.Priced priced(List<Long> totals) {
    var skus = LongStream.range(0, totals.size()).mapToObj(i -> new Sku("S" + i)).toList();
    var lines = skus.stream().map(sku -> new Line(sku, 1)).toList();
    var prices = new ArrayList<Price>();
    for (int i = 0; i < totals.size(); i++) {
      prices.add(new Price(skus.get(i), "Thing", new Money(totals.get(i), "GBP")));
    }
    return (Pricing.Priced) Pricing.of(lines, prices);
  }
}
