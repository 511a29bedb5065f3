package mercat.edge.storefront;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.json.OrderJson;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Orders, as buyers place, read and cancel them. */
final class OrderHandlers {
  private final Bus bus;
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  OrderHandlers(Bus bus) {
    this.bus = bus;
  }

  Map<String, OperationHandler> operations() {
    return Map.of(
        "placeOrder", this::place,
        "listOrders", this::list,
        "findOrder", this::find,
        "cancelOrder", this::cancel);
  }

  private Future<Buffer> place(ApiRequest request) {
    var order = request.body(OrderBody.class);
    return bus.ask(
            order.request(new OrderId(ids.generate()), request.idempotencyKey()), request.call())
        .map(reply -> placed(request, reply));
  }

  private static Buffer placed(ApiRequest request, PlaceOrder.Reply reply) {
    return switch (reply) {
      case Reply.Placed(var order, var token, var replayed) -> {
        request.replayed(replayed);
        request.header(HttpHeaders.LOCATION, "/v1/orders/" + order.id());
        yield request.json(
            order.status() == OrderStatus.PENDING ? 202 : 201,
            json -> {
              json.writeStartObject();
              OrderJson.fields(json, order);
              json.writeStringField("orderToken", token);
              json.writeEndObject();
            });
      }
      case Reply.OutOfStock outOfStock -> {
        request.replayed(outOfStock.replayed());
        yield request.problem(OrderProblems.outOfStock(outOfStock));
      }
      case Reply.Declined(var id, var reason, var replayed) -> {
        request.replayed(replayed);
        yield request.problem(OrderProblems.declined(id, reason));
      }
      case Reply.Rejected(var id, var reason, var replayed) -> {
        request.replayed(replayed);
        yield request.problem(OrderProblems.rejected(id, reason));
      }
      case Reply.PriceChanged changed -> request.problem(OrderProblems.priceChanged(changed));
      case Reply.UnknownSkus(var skus) -> request.problem(OrderProblems.unknownSkus(skus));
      case Reply.NotSummable(var reason) ->
          request.problem(Problem.of(ErrorCode.CURRENCY_MISMATCH, reason));
      case Reply.KeyReused reused ->
          request.problem(
              Problem.of(ErrorCode.IDEMPOTENCY_KEY_REUSED, "this key was used for another order"));
    };
  }

  private Future<Buffer> find(ApiRequest request) {
    return bus.ask(new FindOrder(request.orderId(), request.bearer()), request.call())
        .map(reply ->
            switch (reply) {
              case FindOrder.Reply.Found(var order) ->
                  request.json(200, json -> OrderJson.order(json, order));
              case FindOrder.Reply.Unknown unknown -> request.problem(Problem.notFound());
            });
  }

  /** With an order's token, the one order that it opens. */
  private Future<Buffer> list(ApiRequest request) {
    var token = request.bearer();
    var id = orderOf(token);
    if (id == null) {
      return Future.succeededFuture(request.problem(unauthenticated()));
    }
    return bus.ask(new FindOrder(id, token), request.call())
        .map(reply ->
            switch (reply) {
              case FindOrder.Reply.Found(var order) -> request.json(200, json -> page(json, order));
              case FindOrder.Reply.Unknown unknown -> request.problem(unauthenticated());
            });
  }

  /** The order that a token names before its first dot, null when it names none. */
  private static @Nullable OrderId orderOf(String token) {
    int dot = token.indexOf('.');
    try {
      return dot < 0 ? null : new OrderId(UUID.fromString(token.substring(0, dot)));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private static void page(JsonGenerator json, Order order) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("data");
    OrderJson.order(json, order);
    json.writeEndArray();
    json.writeNullField("next");
    json.writeEndObject();
  }

  private static Problem unauthenticated() {
    return Problem.unauthenticated("send Authorization: Bearer with an order's token");
  }

  private Future<Buffer> cancel(ApiRequest request) {
    return bus.ask(new CancelOrder(request.orderId(), request.bearer()), request.call())
        .map(reply ->
            switch (reply) {
              case CancelOrder.Reply.Cancelled(var order) ->
                  request.json(200, json -> OrderJson.order(json, order));
              case CancelOrder.Reply.TooLate(var order) ->
                  request.problem(
                      Problem.of(
                          ErrorCode.TOO_LATE,
                          "the order is " + OrderJson.word(order.fulfilmentStatus())));
              case CancelOrder.Reply.Unknown unknown -> request.problem(Problem.notFound());
            });
  }
}
