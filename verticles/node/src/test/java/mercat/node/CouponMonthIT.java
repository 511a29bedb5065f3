package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every order of a month of real trade once more, with a coupon by percent: what is taken off in
 * all and of each line, recomputed in arithmetic of the test's own.
 */
class CouponMonthIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BigDecimal PERCENT = BigDecimal.valueOf(7);
  private static final int AT_ONCE = 16;

  private static final String RESTOCK =
      """
      insert into inventory.receipt (sku, key, quantity, reason)
      select sku, 'coupons', 1000000000, 'the month again' from inventory.stock;
      update inventory.stock set on_hand = on_hand + 1000000000\
      """;

  @Test
  void takesOffWhatItMustToThePenny(@TempDir Path data) throws Exception {
    try (var shop = RunningShop.open(data)) {
      shop.command("replay", month(data), "--quiet").ends(0);
      shop.admin("PUT", "/v1/admin/coupons/MONTH", "{\"percent\":" + PERCENT + "}").is(201);
      shop.change(RESTOCK);
      var orders = shop.texts("select lines::text from orders.orders where status = 'confirmed'");
      assertThat(orders).hasSizeGreaterThan(1_000);
      int checked = 0;
      try (var buyers = Executors.newFixedThreadPool(AT_ONCE)) {
        var asked = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < orders.size(); i++) {
          int number = i;
          asked.add(() -> orderAgain(shop, number, JSON.readTree(orders.get(number))));
        }
        for (var lines : buyers.invokeAll(asked)) {
          checked += lines.get();
        }
      }
      assertThat(checked).isGreaterThan(20_000);
      var used = shop.admin("GET", "/v1/admin/coupons/MONTH").at("/used");
      assertThat(used).isEqualTo(String.valueOf(orders.size()));
      SaidCommand.of("verify", "--data=" + data, "--quiet").ends(0);
    }
  }

  /** Orders the same with the coupon; how many lines were checked. */
  private static int orderAgain(RunningShop shop, int number, JsonNode lines) throws Exception {
    var order = JSON.createObjectNode();
    var asked = order.putArray("lines");
    var totals = new ArrayList<BigInteger>();
    for (var line : lines) {
      var price = line.path("unitPrice").bigIntegerValue();
      totals.add(price.multiply(line.path("quantity").bigIntegerValue()));
      asked
          .addObject()
          .put("sku", line.path("sku").asText())
          .put("quantity", line.path("quantity").asLong());
    }
    order.put("email", "again-" + number + "@example.org").put("coupon", "month");
    order.putObject("payment").put("method", "card").put("token", "tok_ok");
    var placed =
        RunningShop.known(() -> shop.place("again-" + number, order.toString())).is(201).json();

    var subtotal = totals.stream().reduce(BigInteger.ZERO, BigInteger::add);
    var discount =
        new BigDecimal(subtotal)
            .multiply(PERCENT)
            .divide(BigDecimal.valueOf(100), 0, RoundingMode.HALF_UP)
            .toBigIntegerExact();
    assertThat(amount(placed.path("subtotal"))).isEqualTo(subtotal);
    assertThat(amount(placed.path("discount"))).isEqualTo(discount);
    assertThat(amount(placed.path("total"))).isEqualTo(subtotal.subtract(discount));
    assertThat(placed.path("lines").valueStream().map(line -> amount(line.path("discount"))))
        .isEqualTo(shares(discount, subtotal, totals));
    return totals.size();
  }

  /** By largest remainder, of equal ones the earlier line. */
  private static List<BigInteger> shares(
      BigInteger discount, BigInteger subtotal, List<BigInteger> totals) {
    if (subtotal.signum() == 0) {
      return totals;
    }
    var exact =
        totals.stream()
            .map(total -> discount.multiply(total).divideAndRemainder(subtotal))
            .toList();
    var given = exact.stream().map(each -> each[0]).reduce(BigInteger.ZERO, BigInteger::add);
    var luckiest =
        IntStream.range(0, totals.size())
            .boxed()
            .sorted(
                Comparator.comparing((Integer i) -> exact.get(i)[1])
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .limit(discount.subtract(given).longValueExact())
            .toList();
    return IntStream.range(0, totals.size())
        .mapToObj(i -> luckiest.contains(i) ? exact.get(i)[0].add(BigInteger.ONE) : exact.get(i)[0])
        .toList();
  }

  private static BigInteger amount(JsonNode money) {
    assertThat(money.path("currency").asText()).isEqualTo("GBP");
    return money.path("amount").bigIntegerValue();
  }

  /** More of everything: as a delivery would, in one statement. */
  private static String month(Path folder) throws IOException {
    try (var sample = CouponMonthIT.class.getResourceAsStream("/online-retail/2010-12.csv.gz");
        var unpacked = new GZIPInputStream(Objects.requireNonNull(sample))) {
      var file = folder.resolve("2010-12.csv");
      Files.copy(unpacked, file);
      return file.toString();
    }
  }
}
