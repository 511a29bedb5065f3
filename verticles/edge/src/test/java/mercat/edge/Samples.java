package mercat.edge;

import java.time.Instant;
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
import mercat.contracts.orders.PlaceOrder;
import mercat.testkit.ShopSample;
import org.jspecify.annotations.Nullable;

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

  /** Headers of a member of staff who may do everything, the second with a key. */
  static final String[] ADMIN = {
    "Authorization", "Bearer admin-token", "Content-Type", "application/json"
  };

  static final String[] KEYED_ADMIN = {
    ADMIN[0], ADMIN[1], ADMIN[2], ADMIN[3], "Idempotency-Key", "k"
  };

  /** The first row of an import of CSV, and the headers of who imports it. */
  static final String CSV = "sku,name,amount,currency\n";

  static final String[] CSV_STAFF = {
    "Authorization", "Bearer catalog-token", "Content-Type", "text/csv"
  };

  private Samples() {}

  static Money pounds(long pence) {
    return new Money(pence, "GBP");
  }

  static Product lantern(long pence) {
    return ShopSample.product(it -> {
      it.sku = LANTERN;
      it.name = "Lantern";
      it.description = "Hangs";
      it.price = pounds(pence);
      it.category = "light";
    });
  }

  static OrderTotals totals() {
    return new OrderTotals(pounds(1530), pounds(0), pounds(0), pounds(0), pounds(1530));
  }

  static List<OrderLine> lines() {
    return List.of(new OrderLine(LANTERN, "Lantern", 6, pounds(255), pounds(1530)));
  }

  static Order confirmed() {
    return order(
        OrderStatus.CONFIRMED, PaymentStatus.AUTHORIZED, Instant.parse("2026-01-02T03:04:06Z"));
  }

  static PlaceOrder.Reply placed() {
    return new PlaceOrder.Reply.Placed(confirmed(), TOKEN, false);
  }

  /** The header of whoever bears a token. */
  static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  static Order ended() {
    return order(OrderStatus.CANCELLED, PaymentStatus.VOIDED, null);
  }

  static Order pending() {
    return order(OrderStatus.PENDING, PaymentStatus.IN_DOUBT, null);
  }

  private static Order order(
      OrderStatus status, PaymentStatus payment, @Nullable Instant confirmedAt) {
    var placedAt = Instant.parse("2026-01-02T03:04:05Z");
    return new Order(
        ID,
        "1001",
        status,
        lines(),
        totals(),
        payment,
        FulfilmentStatus.NONE,
        placedAt,
        confirmedAt);
  }
}
