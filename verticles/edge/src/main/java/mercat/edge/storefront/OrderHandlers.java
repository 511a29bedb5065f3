package mercat.edge.storefront;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOwnOrder;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.ListOwnOrders.OwnOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.orders.PlaceOrderWithCoupon;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.PlaceOwnOrderWithCoupon;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrderWithCoupon;
import mercat.contracts.promotions.CouponCode;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.DirectReader;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.json.ApiJson;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/**
 * Orders, as buyers ask what they would cost, place, read and cancel them: customers their own,
 * guests each with its token.
 */
public record OrderHandlers(Bus bus, CouponGuesses coupons) {
  private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

  private record QuoteBody(List<Line> lines, @Nullable CouponCode coupon) {}

  private record Quote(List<OrderLine> lines, @JsonUnwrapped OrderTotals totals) {}

  private record OrderWithToken(@JsonUnwrapped Order order, String orderToken) {}

  private record Claimed(int claimed) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "quote", this::quote,
        "placeOrder", this::place,
        "listOrders", this::list,
        "findOrder", this::find,
        "cancelOrder", this::cancel,
        "claimOrders", this::claim);
  }

  /** What reads their bodies without the schema where that can be done, by operationId. */
  public Map<String, DirectReader<?>> readers() {
    return Map.of("placeOrder", OrderBody.READER);
  }

  private Future<Buffer> quote(ApiRequest request) {
    var body = request.body(QuoteBody.class);
    var coupon = body.coupon();
    coupons.require(request, coupon);
    var question =
        coupon == null
            ? new QuoteOrder(body.lines())
            : new QuoteOrderWithCoupon(body.lines(), coupon);
    return bus.ask(question, request.call())
        .map(reply ->
            switch (reply) {
              case QuoteOrder.Reply.Quoted(var lines, var totals) ->
                  request.json(200, new Quote(lines, totals));
              case QuoteOrder.Reply.UnknownSkus(var skus) -> request.problem(unknown(skus));
              case QuoteOrder.Reply.NotSummable(var reason) ->
                  request.problem(ErrorCode.CURRENCY_MISMATCH, reason);
              case QuoteOrder.Reply.TotalTooLarge tooLarge -> request.problem(totalTooLarge());
              case QuoteOrder.Reply.CouponRefused(var reason) -> coupons.refused(request, reason);
            });
  }

  private Future<Buffer> place(ApiRequest request) {
    var body = request.body(OrderBody.class);
    coupons.require(request, body.coupon());
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
    return bus.ask(byBuyer(order, body, request), request.call())
        .map(reply -> placed(request, reply));
  }

  /** The order as a customer's own, or as a guest's, who has saved no address. */
  private static Request<PlaceOrder.Reply> byBuyer(
      PlaceOrder order, OrderBody body, ApiRequest request) {
    var savedAddress = body.shippingAddressId();
    var coupon = body.coupon();
    boolean isCustomer = request.call().actor().isCustomer();
    if (savedAddress != null && !isCustomer) {
      throw Problem.invalid("/shippingAddressId", "names an address of an account: sign in");
    }
    if (savedAddress != null && order.shippingAddress() != null) {
      throw Problem.invalid("/shippingAddressId", "stands in place of a shippingAddress");
    }
    if (!isCustomer) {
      return coupon == null ? order : new PlaceOrderWithCoupon(order, coupon);
    }
    var own = new PlaceOwnOrder(order, savedAddress);
    return coupon == null ? own : new PlaceOwnOrderWithCoupon(own, coupon);
  }

  private Buffer placed(ApiRequest request, PlaceOrder.Reply reply) {
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
      case Reply.CouponRefused(var reason) -> coupons.refused(request, reason);
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

  /** Asks for an order as whoever makes the request may see it. */
  public Future<FindOrder.Reply> look(ApiRequest request) {
    var id = request.orderId();
    var question =
        request.call().actor().isCustomer()
            ? new FindOwnOrder(id)
            : new FindOrder(id, request.orderToken());
    return bus.ask(question, request.call());
  }

  private Future<Buffer> find(ApiRequest request) {
    return look(request)
        .map(reply ->
            switch (reply) {
              case FindOrder.Reply.Found(var order) -> request.json(200, order);
              case FindOrder.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> list(ApiRequest request) {
    return request.call().actor().isCustomer() ? listOwn(request) : listOpened(request);
  }

  private Future<Buffer> listOwn(ApiRequest request) {
    return bus.ask(
            new ListOwnOrders(request.beforeOrder(), request.number("limit")), request.call())
        .map(found ->
            request.page(found.orders(), found.more(), own -> own.order().id(), OwnOrder::order));
  }

  /** With an order's token, the one order that it opens. */
  private Future<Buffer> listOpened(ApiRequest request) {
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
    var id = request.orderId();
    var command =
        request.call().actor().isCustomer()
            ? new CancelOwnOrder(id)
            : new CancelOrder(id, request.orderToken());
    return bus.ask(command, request.call())
        .map(reply ->
            switch (reply) {
              case CancelOrder.Reply.Cancelled(var order) -> request.json(200, order);
              case CancelOrder.Reply.TooLate(var order) ->
                  request.problem(
                      ErrorCode.TOO_LATE, "the order is " + ApiJson.word(order.fulfilmentStatus()));
              case CancelOrder.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> claim(ApiRequest request) {
    return bus.ask(new ClaimOrders(), request.call())
        .map(reply ->
            switch (reply) {
              case ClaimOrders.Reply.Claimed(var orders) -> request.json(200, new Claimed(orders));
              case ClaimOrders.Reply.NotVerified unproved ->
                  request.problem(
                      ErrorCode.EMAIL_NOT_VERIFIED,
                      "verify the account's e-mail address before you claim orders by it");
            });
  }
}
