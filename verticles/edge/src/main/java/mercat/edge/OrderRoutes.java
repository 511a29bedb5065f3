package mercat.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.platform.bus.Bus;

/** Orders, as buyers place, read and cancel them. */
final class OrderRoutes {
  private final Bus bus;
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  OrderRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Route> routes() {
    return List.of(
        Route.open(HttpMethod.POST, "/v1/orders", this::place)
            .withBodyMax(Route.ORDER_BODY_MAX)
            .rationed(),
        Route.open(HttpMethod.GET, "/v1/orders", this::list),
        Route.open(HttpMethod.GET, "/v1/orders/{id}", this::find),
        Route.open(HttpMethod.POST, "/v1/orders/{id}/cancel", this::cancel));
  }

  private Future<Answer> place(Exchange exchange) {
    var key = exchange.idempotencyKey();
    exchange.requireJson();
    var request = OrderRequest.order(exchange.body(), new OrderId(ids.generate()), key);
    return bus.ask(request, exchange.call()).map(OrderRoutes::answer);
  }

  private static Answer answer(PlaceOrder.Reply reply) {
    return switch (reply) {
      case Reply.Placed(var order, var token, var replayed) ->
          placed(order, token).markedAsReplay(replayed);
      case Reply.OutOfStock outOfStock ->
          throw outOfStock(outOfStock).asReplay(outOfStock.replayed());
      case Reply.Declined(var id, var reason, var replayed) ->
          throw rejected(402, "payment_declined", "the payment was declined: " + reason, id)
              .asReplay(replayed);
      case Reply.Rejected(var id, var reason, var replayed) ->
          throw rejected(409, reason, "the order was rejected", id).asReplay(replayed);
      case Reply.PriceChanged(var total) ->
          throw Problem.of(
              409,
              "price_changed",
              "the total is another one now",
              json -> JsonBody.money(json, "total", total));
      case Reply.UnknownSkus(var skus) -> throw unknownSkus(skus);
      case Reply.NotSummable(var reason) -> throw Problem.of(422, "currency_mismatch", reason);
      case Reply.KeyReused reused ->
          throw Problem.of(422, "idempotency_key_reused", "this key was used for another order");
    };
  }

  /** Nobody can buy these. */
  static Problem unknownSkus(List<Sku> skus) {
    return Problem.of(
        422,
        "unknown_sku",
        "nobody can buy these",
        json -> {
          json.writeArrayFieldStart("skus");
          for (var sku : skus) {
            json.writeString(sku.value());
          }
          json.writeEndArray();
        });
  }

  private static Answer placed(Order order, String token) {
    return Answer.json(
            order.status() == OrderStatus.PENDING ? 202 : 201,
            json -> {
              json.writeStartObject();
              OrderJson.fields(json, order);
              json.writeStringField("orderToken", token);
              json.writeEndObject();
            })
        .with("Location", "/v1/orders/" + order.id());
  }

  private static Problem outOfStock(Reply.OutOfStock reply) {
    return Problem.of(
        409,
        "out_of_stock",
        "there is not enough",
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

  private static Problem rejected(int status, String code, String detail, OrderId id) {
    return Problem.of(status, code, detail, json -> json.writeStringField("order", id.toString()));
  }

  private Future<Answer> find(Exchange exchange) {
    return bus.ask(new FindOrder(exchange.orderId(), exchange.bearer()), exchange.call())
        .map(reply ->
            switch (reply) {
              case FindOrder.Reply.Found(var order) ->
                  Answer.json(200, json -> OrderJson.order(json, order));
              case FindOrder.Reply.Unknown unknown -> throw Problem.notFound();
            });
  }

  /** With an order's token, the one order that it opens. */
  private Future<Answer> list(Exchange exchange) {
    var token = exchange.bearer();
    int dot = token.indexOf('.');
    var id = Exchange.parsedOrderId(dot < 0 ? "" : token.substring(0, dot));
    if (id == null) {
      throw unauthenticated();
    }
    return bus.ask(new FindOrder(id, token), exchange.call())
        .map(reply ->
            switch (reply) {
              case FindOrder.Reply.Found(var order) -> Answer.json(200, json -> page(json, order));
              case FindOrder.Reply.Unknown unknown -> throw unauthenticated();
            });
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

  private Future<Answer> cancel(Exchange exchange) {
    return bus.ask(new CancelOrder(exchange.orderId(), exchange.bearer()), exchange.call())
        .map(reply ->
            switch (reply) {
              case CancelOrder.Reply.Cancelled(var order) ->
                  Answer.json(200, json -> OrderJson.order(json, order));
              case CancelOrder.Reply.TooLate(var order) ->
                  throw Problem.of(
                      409, "too_late", "the order is " + OrderJson.word(order.fulfilmentStatus()));
              case CancelOrder.Reply.Unknown unknown -> throw Problem.notFound();
            });
  }
}
