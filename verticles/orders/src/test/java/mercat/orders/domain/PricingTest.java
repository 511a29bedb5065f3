package mercat.orders.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines.Price;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import mercat.testkit.Cases;
import org.junit.jupiter.api.Test;

class PricingTest {
  private static final Sku CUP = new Sku("CUP");
  private static final Sku PLATE = new Sku("PLATE");
  private static final Pricing TOO_LARGE = new Pricing.TotalTooLarge();
  private static final Money NOTHING = pence(0);

  @Test
  void sumsLineByLine() {
    assertThat(
            Pricing.of(
                List.of(new Line(CUP, 6), new Line(PLATE, 1)),
                List.of(new Price(CUP, "Cup", pence(255)), new Price(PLATE, "Plate", pence(400)))))
        .isEqualTo(
            new Pricing.Priced(
                List.of(
                    new OrderLine(CUP, "Cup", 6, pence(255), pence(1_530)),
                    new OrderLine(PLATE, "Plate", 1, pence(400), pence(400))),
                new OrderTotals(pence(1_930), NOTHING, NOTHING, NOTHING, pence(1_930))));
  }

  @Test
  void sumsNoDifferentCurrencies() {
    var pricing =
        Pricing.of(
            List.of(new Line(CUP, 1), new Line(PLATE, 1)),
            List.of(price(CUP, 1), new Price(PLATE, "Plate", new Money(1, "EUR"))));
    assertThat(pricing).isEqualTo(new Pricing.NotSummable("products are priced in GBP and EUR"));
  }

  @Test
  void sumsUpToWhatJsonReadersStillReadExactly() {
    var line = List.of(new Line(CUP, 1));
    assertThat(total(line, List.of(price(CUP, Pricing.TOTAL_MAX))))
        .isEqualTo(pence(Pricing.TOTAL_MAX));
    assertThat(Pricing.of(line, List.of(price(CUP, Pricing.TOTAL_MAX + 1)))).isEqualTo(TOO_LARGE);
    assertThat(Pricing.of(List.of(new Line(CUP, 2)), List.of(price(CUP, Long.MAX_VALUE))))
        .isEqualTo(TOO_LARGE);
    assertThat(
            Pricing.of(
                List.of(new Line(CUP, 1), new Line(PLATE, 1)),
                List.of(price(CUP, Long.MAX_VALUE), price(PLATE, Long.MAX_VALUE))))
        .isEqualTo(TOO_LARGE);
  }

  @Test
  void sumsAsUnboundedNumbersWould() {
    Cases.check(500, PricingTest::agreesWithUnboundedNumbers);
  }

  private static void agreesWithUnboundedNumbers(Cases cases) {
    int n = cases.number(1, 20);
    var skus = IntStream.range(0, n).mapToObj(i -> new Sku("S" + i)).toList();
    var lines =
        skus.stream().map(sku -> new Line(sku, cases.number(1, (int) Line.QUANTITY_MAX))).toList();
    long dearest = cases.chance() ? 1_000 : 1_000_000_000_000L;
    var prices =
        skus.stream().map(sku -> price(sku, cases.number(0, 1_000) * dearest / 1_000)).toList();
    var sum =
        IntStream.range(0, n)
            .mapToObj(i ->
                BigInteger.valueOf(lines.get(i).quantity())
                    .multiply(BigInteger.valueOf(prices.get(i).unitPrice().amount())))
            .reduce(BigInteger.ZERO, BigInteger::add);
    if (sum.compareTo(BigInteger.valueOf(Pricing.TOTAL_MAX)) > 0) {
      assertThat(Pricing.of(lines, prices)).isEqualTo(TOO_LARGE);
    } else {
      assertThat(total(lines, prices)).isEqualTo(pence(sum.longValueExact()));
    }
  }

  private static Money total(List<Line> lines, List<Price> prices) {
    return ((Pricing.Priced) Pricing.of(lines, prices)).totals().total();
  }

  private static Price price(Sku sku, long pence) {
    return new Price(sku, "Thing", pence(pence));
  }

  private static Money pence(long amount) {
    return new Money(amount, "GBP");
  }
}
