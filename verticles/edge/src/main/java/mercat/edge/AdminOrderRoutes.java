package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.payments.RefundPayment;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Orders, as the back office handles them. */
final class AdminOrderRoutes {
  private static final long AMOUNT_MAX = 1L << 53;

  private final Bus bus;

  AdminOrderRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Route> routes() {
    return List.of(
        Route.staff("support", HttpMethod.GET, "/v1/admin/orders", this::list),
        Route.staff("support", HttpMethod.POST, "/v1/admin/orders/{id}/ship", this::ship),
        Route.staff("finance", HttpMethod.POST, "/v1/admin/orders/{id}/refunds", this::refund));
  }

  private Future<Answer> list(Exchange exchange) {
    var cursor = ProductRoutes.decoded(exchange.query("cursor"));
    var before = cursor.isEmpty() ? null : Exchange.orderId(cursor);
    var request = new ListOrders(status(exchange.query("status")), before, exchange.limit());
    return bus.ask(request, exchange.call())
        .map(found ->
            Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeArrayFieldStart("data");
                  for (var order : found.orders()) {
                    OrderJson.order(json, order);
                  }
                  json.writeEndArray();
                  if (found.more()) {
                    json.writeStringField(
                        "next", ProductRoutes.encoded(found.orders().getLast().id().toString()));
                  } else {
                    json.writeNullField("next");
                  }
                  json.writeEndObject();
                }));
  }

  private Future<Answer> ship(Exchange exchange) {
    return bus.ask(new ShipOrder(exchange.orderId()), exchange.call())
        .map(reply ->
            switch (reply) {
              case ShipOrder.Reply.Shipped(var order) ->
                  Answer.json(200, json -> OrderJson.order(json, order));
              case ShipOrder.Reply.NotShippable(var order) ->
                  throw Problem.of(
                      409, "not_shippable", "the order is " + OrderJson.word(order.status()));
              case ShipOrder.Reply.Unknown unknown -> throw Problem.notFound();
            });
  }

  private Future<Answer> refund(Exchange exchange) {
    var order = exchange.orderId();
    var key = exchange.idempotencyKey();
    var body = exchange.json();
    var amount = body.money("amount", 1, AMOUNT_MAX);
    body.done();
    if (amount == null) {
      throw Problem.invalid("/amount", "is required");
    }
    var id = UUID.nameUUIDFromBytes((order + "\n" + key).getBytes(StandardCharsets.UTF_8));
    return bus.ask(new RefundPayment(id, order, amount), exchange.call())
        .map(reply ->
            switch (reply) {
              case RefundPayment.Reply.Refunded(var inAll) ->
                  Answer.json(
                      201,
                      json -> {
                        json.writeStartObject();
                        json.writeStringField("id", id.toString());
                        json.writeStringField("status", "refunded");
                        JsonBody.money(json, "amount", amount);
                        JsonBody.money(json, "refundedInAll", inAll);
                        json.writeEndObject();
                      });
              case RefundPayment.Reply.Pending pending ->
                  Answer.json(
                      202,
                      json -> {
                        json.writeStartObject();
                        json.writeStringField("id", id.toString());
                        json.writeStringField("status", "pending");
                        JsonBody.money(json, "amount", amount);
                        json.writeEndObject();
                      });
              case RefundPayment.Reply.Refused(var reason) ->
                  throw Problem.of(409, "not_refundable", reason);
            });
  }

  private static @Nullable OrderStatus status(String word) {
    if (word.isEmpty()) {
      return null;
    }
    for (var status : OrderStatus.values()) {
      if (status.name().toLowerCase(Locale.ROOT).equals(word)) {
        return status;
      }
    }
    throw Problem.invalid("query:status", "is not a status of an order");
  }
}
