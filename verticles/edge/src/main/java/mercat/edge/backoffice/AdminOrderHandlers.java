package mercat.edge.backoffice;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.payments.RefundPayment;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.json.JsonBody;
import mercat.edge.json.OrderJson;
import mercat.edge.json.PageJson;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Orders, as the back office handles them. */
final class AdminOrderHandlers {
  private final Bus bus;

  private record NewRefund(Money amount) {}

  AdminOrderHandlers(Bus bus) {
    this.bus = bus;
  }

  Map<String, OperationHandler> operations() {
    return Map.of("findOrders", this::list, "shipOrder", this::ship, "refundOrder", this::refund);
  }

  private Future<Buffer> list(ApiRequest request) {
    var cursor = request.text("cursor");
    var before = cursor.isEmpty() ? null : before(cursor);
    if (before == null && !cursor.isEmpty()) {
      return Future.succeededFuture(
          request.problem(Problem.invalid("query:cursor", PageJson.FORGED)));
    }
    var question = new ListOrders(status(request.text("status")), before, request.number("limit"));
    return bus.ask(question, request.call())
        .map(found ->
            request.json(
                200,
                json ->
                    PageJson.page(
                        json,
                        found.orders(),
                        OrderJson::order,
                        found.more() ? found.orders().getLast().id().toString() : null)));
  }

  private Future<Buffer> ship(ApiRequest request) {
    return bus.ask(new ShipOrder(request.orderId()), request.call())
        .map(reply ->
            switch (reply) {
              case ShipOrder.Reply.Shipped(var order) ->
                  request.json(200, json -> OrderJson.order(json, order));
              case ShipOrder.Reply.NotShippable(var order) ->
                  request.problem(
                      Problem.of(
                          ErrorCode.NOT_SHIPPABLE,
                          "the order is " + OrderJson.word(order.status())));
              case ShipOrder.Reply.Unknown unknown -> request.problem(Problem.notFound());
            });
  }

  private Future<Buffer> refund(ApiRequest request) {
    var order = request.orderId();
    var amount = request.body(NewRefund.class).amount();
    var name = order + "\n" + request.idempotencyKey();
    var id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return bus.ask(new RefundPayment(id, order, amount), request.call())
        .map(reply ->
            switch (reply) {
              case RefundPayment.Reply.Refunded(var inAll) ->
                  request.json(201, json -> refund(json, id, "refunded", amount, inAll));
              case RefundPayment.Reply.Pending pending ->
                  request.json(202, json -> refund(json, id, "pending", amount, null));
              case RefundPayment.Reply.Refused(var reason) ->
                  request.problem(Problem.of(ErrorCode.NOT_REFUNDABLE, reason));
            });
  }

  private static void refund(
      JsonGenerator json, UUID id, String status, Money amount, @Nullable Money inAll)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id.toString());
    json.writeStringField("status", status);
    JsonBody.money(json, "amount", amount);
    if (inAll != null) {
      JsonBody.money(json, "refundedInAll", inAll);
    }
    json.writeEndObject();
  }

  private static @Nullable OrderId before(String cursor) {
    try {
      return new OrderId(UUID.fromString(String.valueOf(PageJson.position(cursor))));
    } catch (IllegalArgumentException forged) {
      return null;
    }
  }

  private static @Nullable OrderStatus status(String word) {
    return word.isEmpty() ? null : OrderStatus.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
