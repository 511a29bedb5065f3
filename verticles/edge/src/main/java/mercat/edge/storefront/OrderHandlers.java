package mercat.edge.storefront;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.orders.QuoteOrder;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.json.ApiJson;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Orders, as buyers ask what they would cost, place, read and cancel them. */
public record OrderHandlers(Bus bus) {
  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private record QuoteBody(List<Line> lines) {}

  /** What a buyer sends to order: the schema {@code NewOrder}. */
  private record OrderBody(
      List<Line> lines,
      String email,
      PaymentMethod payment,
      @Nullable Address shippingAddress,
      @Nullable Money expectedTotal) {}

  private record PaymentMethod(String method, String token) {}

  private record Quote(List<OrderLine> lines, @JsonUnwrapped OrderTotals totals) {}

  private record OrderWithToken(@JsonUnwrapped Order order, String orderToken) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "quote", this::quote,
        "placeOrder", this::place,
        "listOrders", this::list,
        "findOrder", this::find,
        "cancelOrder", this::cancel);
  }

  private Future<Buffer> quote(ApiRequest request) {
    return bus.ask(new QuoteOrder(request.body(QuoteBody.class).lines()), request.call())
        .map(reply ->
            switch (reply) {
              case QuoteOrder.Reply.Quoted(var lines, var totals) ->
                  request.json(200, new Quote(lines, totals));
              case QuoteOrder.Reply.UnknownSkus(var skus) -> request.problem(unknown(skus));
              case QuoteOrder.Reply.NotSummable(var reason) ->
                  request.problem(ErrorCode.CURRENCY_MISMATCH, reason);
              case QuoteOrder.Reply.TotalTooLarge tooLarge -> request.problem(totalTooLarge());
            });
  }

  private Future<Buffer> place(ApiRequest request) {
    var body = request.body(OrderBody.class);
    var order =
        new PlaceOrder(
            new OrderId(IDS.generate()),
            request.idempotencyKey(),
            body.email(),
            body.lines(),
            body.payment().method(),
            body.payment().token(),
            body.expectedTotal(),
            body.shippingAddress());
    return bus.ask(order, request.call()).map(reply -> placed(request, reply));
  }

  private static Buffer placed(ApiRequest request, PlaceOrder.Reply reply) {
    return switch (reply) {
      case Reply.Placed(var order, var token, var replayed) -> {
        request.replayed(replayed).header(HttpHeaders.LOCATION, "/v1/orders/" + order.id());
        yield request.json(
            order.status() == OrderStatus.PENDING ? 202 : 201, new OrderWithToken(order, token));
      }
      case Reply.OutOfStock(var id, var token, var shortages, var replayed) ->
          request
              .replayed(replayed)
              .problem(
                  rejected(ErrorCode.OUT_OF_STOCK, "there is not enough stock", id, token)
                      .saying("shortages", shortages));
      case Reply.Declined(var id, var token, var reason, var replayed) ->
          request
              .replayed(replayed)
              .problem(
                  rejected(
                      ErrorCode.PAYMENT_DECLINED,
                      "the payment was declined: " + reason,
                      id,
                      token));
      case Reply.Rejected(var id, var token, var reason, var replayed) -> {
        var code = ErrorCode.named(reason);
        yield request
            .replayed(replayed)
            .problem(
                rejected(
                    code == null ? ErrorCode.CONFLICT : code, "the order was rejected", id, token));
      }
      case Reply.PriceChanged(var total) ->
          request.problem(
              Problem.of(ErrorCode.PRICE_CHANGED, "the total differs from the expected one")
                  .saying("total", total));
      case Reply.UnknownSkus(var skus) -> request.problem(unknown(skus));
      case Reply.NotSummable(var reason) -> request.problem(ErrorCode.CURRENCY_MISMATCH, reason);
      case Reply.TotalTooLarge tooLarge -> request.problem(totalTooLarge());
      case Reply.KeyReused reused ->
          request.problem(ErrorCode.IDEMPOTENCY_KEY_REUSED, "this key was used for another order");
      case Reply.UnknownAddress unknown ->
          request.problem(ErrorCode.UNKNOWN_ADDRESS, "the account has saved no such address");
    };
  }

  private static Problem totalTooLarge() {
    return Problem.of(ErrorCode.TOTAL_TOO_LARGE, "the total is larger than a total may be");
  }

  /** A problem of an order that is stored, and that its buyer may read. */
  private static Problem rejected(
      ErrorCode code, String detail, OrderId id, @Nullable String token) {
    return Problem.of(code, detail)
        .saying("order", id)
        .saying("orderToken", token == null ? "" : token);
  }

  private static Problem unknown(List<Sku> skus) {
    return Problem.of(ErrorCode.UNKNOWN_SKU, "these are not for sale").saying("skus", skus);
  }

  private Future<Buffer> find(ApiRequest request) {
    return bus.ask(new FindOrder(request.orderId(), request.orderToken()), request.call())
        .map(reply ->
            switch (reply) {
              case FindOrder.Reply.Found(var order) -> request.json(200, order);
              case FindOrder.Reply.Unknown unknown -> request.problem(Problem.notFound());
            });
  }

  /** With an order's token, the one order that it opens. */
  private Future<Buffer> list(ApiRequest request) {
    var token = request.orderToken();
    var id = orderOf(token);
    if (id == null) {
      return Future.succeededFuture(request.problem(unauthenticated()));
    }
    return bus.ask(new FindOrder(id, token), request.call())
        .map(reply ->
            switch (reply) {
              case FindOrder.Reply.Found(var order) ->
                  request.json(200, new ListPage<>(List.of(order), null));
              case FindOrder.Reply.Unknown unknown -> request.problem(unauthenticated());
            });
  }

  /** The order that a token names before its first dot, null when it names none. */
  private static @Nullable OrderId orderOf(String token) {
    int dot = token.indexOf('.');
    try {
      return dot < 0 ? null : OrderId.of(token.substring(0, dot));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private static Problem unauthenticated() {
    return Problem.unauthenticated("send Authorization: Bearer with an order's token");
  }

  private Future<Buffer> cancel(ApiRequest request) {
    return bus.ask(new CancelOrder(request.orderId(), request.orderToken()), request.call())
        .map(reply ->
            switch (reply) {
              case CancelOrder.Reply.Cancelled(var order) -> request.json(200, order);
              case CancelOrder.Reply.TooLate(var order) ->
                  request.problem(
                      ErrorCode.TOO_LATE, "the order is " + ApiJson.word(order.fulfilmentStatus()));
              case CancelOrder.Reply.Unknown unknown -> request.problem(Problem.notFound());
            });
  }
}
