package mercat.edge.backoffice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.Money;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.RefundPayment;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.json.ApiJson;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Orders and their money, as the back office handles them. */
public record AdminOrderHandlers(Bus bus) {
  private record BuyerSearch(String email) {}

  private record NewRefund(Money amount) {}

  private record Refund(
      UUID id,
      String status,
      Money amount,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money refundedInAll) {}

  /** What buyers do not see of their orders stands last. */
  private record OrderWithBuyer(
      @JsonUnwrapped Order order,
      String email,
      @Nullable Address shippingAddress,
      @Nullable String reason) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "findOrders", request -> search(request, null),
        "searchOrders", request -> search(request, request.body(BuyerSearch.class).email()),
        "readOrder", this::read,
        "shipOrder", this::ship,
        "refundOrder", this::refund,
        "balances", this::balances);
  }

  private Future<Buffer> search(ApiRequest request, @Nullable String email) {
    var question =
        new SearchOrders(
            request.constant("status", OrderStatus.class),
            request.given("number"),
            email,
            request.beforeOrder(),
            request.number("limit"));
    return bus.ask(question, request.call())
        .map(found -> request.page(found.orders(), found.more(), Order::id));
  }

  private Future<Buffer> read(ApiRequest request) {
    return bus.ask(new ReadOrder(request.orderId()), request.call())
        .map(reply ->
            switch (reply) {
              case ReadOrder.Reply.Found found ->
                  request.json(
                      200,
                      new OrderWithBuyer(
                          found.order(), found.email(), found.shippingAddress(), found.reason()));
              case ReadOrder.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> ship(ApiRequest request) {
    return bus.ask(new ShipOrder(request.orderId()), request.call())
        .map(reply ->
            switch (reply) {
              case ShipOrder.Reply.Shipped(var order) -> request.json(200, order);
              case ShipOrder.Reply.NotShippable(var order) ->
                  request.problem(
                      ErrorCode.NOT_SHIPPABLE,
                      "the order is %s and its payment %s"
                          .formatted(
                              ApiJson.word(order.status()), ApiJson.word(order.paymentStatus())));
              case ShipOrder.Reply.Unknown unknown -> request.notFound();
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
                  request.json(201, new Refund(id, "refunded", amount, inAll));
              case RefundPayment.Reply.Pending pending ->
                  request.json(202, new Refund(id, "pending", amount, null));
              case RefundPayment.Reply.Refused(var reason) ->
                  request.problem(ErrorCode.NOT_REFUNDABLE, reason);
              case RefundPayment.Reply.Unknown unknown -> request.notFound();
              case RefundPayment.Reply.IdReused reused ->
                  request.problem(
                      ErrorCode.IDEMPOTENCY_KEY_REUSED, "this key was used for another amount");
            });
  }

  private Future<Buffer> balances(ApiRequest request) {
    return bus.ask(new LedgerBalances(), request.call())
        .map(reply -> request.json(200, Map.of("data", reply.balances())));
  }
}
