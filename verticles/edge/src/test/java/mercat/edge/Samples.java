package mercat.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PaymentStatus;

/** Things of the shop that tests speak of. */
final class Samples {
  static final OrderId ID = new OrderId(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"));
  static final String TOKEN = ID + ".mac";
  static final Sku LANTERN = new Sku("85123A");
  static final String ORDER_BODY =
      """
      {"lines":[{"sku":"85123A","quantity":6}],"email":"guest@example.org",
       "payment":{"method":"card","token":"tok_ok"}}\
      """;

  private Samples() {}

  static Money pounds(long pence) {
    return new Money(pence, "GBP");
  }

  static Product lantern(long pence) {
    return new Product(LANTERN, "Lantern", "Hangs", pounds(pence), "light", true);
  }

  static OrderTotals totals() {
    return new OrderTotals(pounds(1530), pounds(0), pounds(0), pounds(0), pounds(1530));
  }

  static List<OrderLine> lines() {
    return List.of(new OrderLine(LANTERN, "Lantern", 6, pounds(255), pounds(1530)));
  }

  static Order confirmed() {
    return new Order(
        ID,
        "1001",
        OrderStatus.CONFIRMED,
        lines(),
        totals(),
        PaymentStatus.AUTHORIZED,
        FulfilmentStatus.NONE,
        Instant.parse("2026-01-02T03:04:05Z"),
        Instant.parse("2026-01-02T03:04:06Z"));
  }

  static Order pending() {
    return new Order(
        ID,
        "1001",
        OrderStatus.PENDING,
        lines(),
        totals(),
        PaymentStatus.IN_DOUBT,
        FulfilmentStatus.NONE,
        Instant.parse("2026-01-02T03:04:05Z"),
        null);
  }

  static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException absent) {
      throw new AssertionError(absent);
    }
  }
}
