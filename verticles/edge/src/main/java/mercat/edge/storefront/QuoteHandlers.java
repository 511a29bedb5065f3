package mercat.edge.storefront;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import mercat.contracts.Line;
import mercat.contracts.orders.QuoteOrder;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.json.OrderJson;
import mercat.platform.bus.Bus;

/** What an order would cost. */
final class QuoteHandlers {
  private final Bus bus;

  private record QuoteBody(List<Line> lines) {}

  QuoteHandlers(Bus bus) {
    this.bus = bus;
  }

  Map<String, OperationHandler> operations() {
    return Map.of("quote", this::quote);
  }

  private Future<Buffer> quote(ApiRequest request) {
    return bus.ask(new QuoteOrder(request.body(QuoteBody.class).lines()), request.call())
        .map(reply -> quoted(request, reply));
  }

  private static Buffer quoted(ApiRequest request, QuoteOrder.Reply reply) {
    return switch (reply) {
      case QuoteOrder.Reply.Quoted(var lines, var totals) ->
          request.json(
              200,
              json -> {
                json.writeStartObject();
                OrderJson.lines(json, lines);
                OrderJson.totals(json, totals);
                json.writeEndObject();
              });
      case QuoteOrder.Reply.UnknownSkus(var skus) ->
          request.problem(OrderProblems.unknownSkus(skus));
      case QuoteOrder.Reply.NotSummable(var reason) ->
          request.problem(Problem.of(ErrorCode.CURRENCY_MISMATCH, reason));
    };
  }
}
