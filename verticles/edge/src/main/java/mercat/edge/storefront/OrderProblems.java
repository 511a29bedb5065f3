package mercat.edge.storefront;

import java.util.List;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.json.JsonBody;

/** Why an order was not taken, or was rejected. */
final class OrderProblems {
  private OrderProblems() {}

  static Problem unknownSkus(List<Sku> skus) {
    return Problem.of(
        ErrorCode.UNKNOWN_SKU,
        "these are not for sale",
        json -> {
          json.writeArrayFieldStart("skus");
          for (var sku : skus) {
            json.writeString(sku.value());
          }
          json.writeEndArray();
        });
  }

  static Problem outOfStock(Reply.OutOfStock reply) {
    return Problem.of(
        ErrorCode.OUT_OF_STOCK,
        "there is not enough stock",
        json -> {
          json.writeStringField("order", reply.orderId().toString());
          json.writeArrayFieldStart("shortages");
          for (var shortage : reply.shortages()) {
            json.writeStartObject();
            json.writeStringField("sku", shortage.sku().value());
            json.writeNumberField("requested", shortage.requested());
            json.writeNumberField("available", shortage.available());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static Problem priceChanged(Reply.PriceChanged reply) {
    return Problem.of(
        ErrorCode.PRICE_CHANGED,
        "the total differs from the expected one",
        json -> JsonBody.money(json, "total", reply.total()));
  }

  static Problem declined(OrderId id, String reason) {
    return rejected(ErrorCode.PAYMENT_DECLINED, "the payment was declined: " + reason, id);
  }

  /** Rejected for a reason that has a code of its own. */
  static Problem rejected(OrderId id, String reason) {
    var code = ErrorCode.named(reason);
    return rejected(code == null ? ErrorCode.CONFLICT : code, "the order was rejected", id);
  }

  private static Problem rejected(ErrorCode code, String detail, OrderId id) {
    return Problem.of(code, detail, json -> json.writeStringField("order", id.toString()));
  }
}
