package mercat.edge.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;

/** An order as the API shows it. */
public final class OrderJson {
  private OrderJson() {}

  /** The fields of an order, without the braces around them. */
  public static void fields(JsonGenerator json, Order order) throws IOException {
    json.writeStringField("id", order.id().value().toString());
    json.writeStringField("number", order.number());
    json.writeStringField("status", word(order.status()));
    lines(json, order.lines());
    totals(json, order.totals());
    json.writeStringField("paymentStatus", word(order.paymentStatus()));
    json.writeStringField("fulfilmentStatus", word(order.fulfilmentStatus()));
    json.writeStringField("placedAt", order.placedAt().toString());
    var confirmedAt = order.confirmedAt();
    if (confirmedAt == null) {
      json.writeNullField("confirmedAt");
    } else {
      json.writeStringField("confirmedAt", confirmedAt.toString());
    }
  }

  public static void order(JsonGenerator json, Order order) throws IOException {
    json.writeStartObject();
    fields(json, order);
    json.writeEndObject();
  }

  public static void lines(JsonGenerator json, List<OrderLine> lines) throws IOException {
    json.writeArrayFieldStart("lines");
    for (var line : lines) {
      json.writeStartObject();
      json.writeStringField("sku", line.sku().value());
      json.writeStringField("name", line.name());
      json.writeNumberField("quantity", line.quantity());
      JsonBody.money(json, "unitPrice", line.unitPrice());
      JsonBody.money(json, "total", line.total());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  public static void totals(JsonGenerator json, OrderTotals totals) throws IOException {
    JsonBody.money(json, "subtotal", totals.subtotal());
    JsonBody.money(json, "discount", totals.discount());
    JsonBody.money(json, "shipping", totals.shipping());
    JsonBody.money(json, "tax", totals.tax());
    JsonBody.money(json, "total", totals.total());
  }

  /** How a constant is spelled. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
