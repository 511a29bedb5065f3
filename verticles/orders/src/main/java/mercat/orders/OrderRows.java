package mercat.orders;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.List;
import mercat.contracts.Address;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.promotions.CouponCode;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.Refusal;
import mercat.orders.domain.RejectionReason;
import mercat.platform.EnumText;
import mercat.platform.bus.Json;
import mercat.platform.database.Rows;
import org.jspecify.annotations.Nullable;

/** How rows of the table {@code orders o} are read. */
final class OrderRows {
  /** What a move may change. */
  static final String MOVED =
      """
      o.id, o.status, o.payment_status, o.fulfilment_status, o.confirmed_at, o.reason,
      o.refusal::text as refusal\
      """;

  static final String ORDER =
      MOVED
          + """
          , o.number, o.currency, o.subtotal, o.discount, o.shipping, o.tax, o.total,
          o.lines::text as lines, o.placed_at, o.body_hash, o.payment_method, o.payment_token, o.epoch,
          o.deadline_at < now() as overdue, o.coupon,
          case when o.coupon is not null then coalesce(uuid_send(o.account), o.buyer) end as coupon_holder\
          """;

  static final String ORDER_AND_BUYER =
      ORDER + ", o.email, o.shipping_address::text as shipping_address";

  private OrderRows() {}

  /** How a refusal is stored beside its reason. */
  private record RefusalRow(String detail, List<Shortage> shortages) {}

  /** The share of a discount is absent where there is no coupon. */
  private record LineRow(
      String sku,
      String name,
      long quantity,
      long unitPrice,
      long total,
      @Nullable Long discount) {}

  /** Whole orders, in the order of the rows. */
  static List<StoredOrder> orders(RowSet<Row> rows) {
    return rows.stream().map(OrderRows::order).toList();
  }

  static StoredOrder order(Row row) {
    var moved = moved(row);
    var currency = row.getString("currency");
    return new StoredOrder(
        new Order(
            moved.id(),
            number(row.getLong("number")),
            moved.state().status(),
            lines(row.getString("lines"), currency),
            new OrderTotals(
                new Money(row.getLong("subtotal"), currency),
                new Money(row.getLong("discount"), currency),
                new Money(row.getLong("shipping"), currency),
                new Money(row.getLong("tax"), currency),
                new Money(row.getLong("total"), currency)),
            moved.state().payment(),
            moved.state().fulfilment(),
            row.getOffsetDateTime("placed_at").toInstant(),
            moved.confirmedAt(),
            coupon(row)),
        moved.refusal(),
        row.getBuffer("body_hash"),
        row.getBuffer("coupon_holder"),
        row.getString("payment_method"),
        row.getString("payment_token"),
        row.getInteger("epoch"),
        row.getBoolean("overdue"));
  }

  /** As staff reads it: a row of {@link #ORDER_AND_BUYER}. */
  static ReadOrder.Reply.Found withBuyer(Row row) {
    return new ReadOrder.Reply.Found(
        order(row).order(),
        row.getString("email"),
        address(row),
        row.getString("reason"),
        row.getInteger("epoch"));
  }

  /** As its customer reads it: a row of {@link #ORDER_AND_BUYER}. */
  static ListOwnOrders.OwnOrder own(Row row) {
    return new ListOwnOrders.OwnOrder(
        order(row).order(), row.getString("email"), address(row), row.getString("payment_method"));
  }

  private static @Nullable Address address(Row row) {
    var address = row.getString("shipping_address");
    return address == null ? null : Json.read(address, Address.class);
  }

  static MovedOrder moved(Row row) {
    return new MovedOrder(
        new OrderId(row.getUUID("id")),
        new OrderState(
            EnumText.parse(OrderStatus.class, row.getString("status")),
            EnumText.parse(PaymentStatus.class, row.getString("payment_status")),
            EnumText.parse(FulfilmentStatus.class, row.getString("fulfilment_status"))),
        Rows.instant(row.getOffsetDateTime("confirmed_at")),
        refusal(row));
  }

  static String number(long number) {
    return "M" + number;
  }

  static long number(String spoken) {
    return Long.parseLong(spoken.substring(1));
  }

  /** The lines as they are stored: amounts only, the currency stands beside them. */
  static String json(List<OrderLine> lines) {
    return Json.write(
        lines.stream()
            .map(line ->
                new LineRow(
                    line.sku().value(),
                    line.name(),
                    line.quantity(),
                    line.unitPrice().amount(),
                    line.total().amount(),
                    line.discount() == null ? null : line.discount().amount()))
            .toList());
  }

  static @Nullable String json(@Nullable Address address) {
    return address == null ? null : Json.write(address);
  }

  /** A refusal as it is stored, without its reason. */
  static String json(Refusal refusal) {
    return Json.write(new RefusalRow(refusal.detail(), refusal.shortages()));
  }

  private static @Nullable CouponCode coupon(Row row) {
    var code = row.getString("coupon");
    return code == null ? null : new CouponCode(code);
  }

  private static @Nullable Refusal refusal(Row row) {
    var reason = row.getString("reason");
    if (reason == null) {
      return null;
    }
    var stored = Json.read(row.getString("refusal"), RefusalRow.class);
    return new Refusal(
        EnumText.parse(RejectionReason.class, reason), stored.detail(), stored.shortages());
  }

  private static List<OrderLine> lines(String json, String currency) {
    return Arrays.stream(Json.read(json, LineRow[].class))
        .map(row ->
            new OrderLine(
                new Sku(row.sku()),
                row.name(),
                row.quantity(),
                new Money(row.unitPrice(), currency),
                new Money(row.total(), currency),
                row.discount() == null ? null : new Money(row.discount(), currency)))
        .toList();
  }
}
