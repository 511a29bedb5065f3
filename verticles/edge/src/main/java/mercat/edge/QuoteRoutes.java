package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import mercat.contracts.orders.QuoteOrder;
import mercat.platform.bus.Bus;

/** What an order would cost. */
final class QuoteRoutes {
  private final Bus bus;

  QuoteRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Route> routes() {
    return List.of(
        Route.open(HttpMethod.POST, "/v1/quotes", this::quote).withBodyMax(Route.ORDER_BODY_MAX));
  }

  private Future<Answer> quote(Exchange exchange) {
    var body = exchange.json();
    var lines = OrderRequest.lines(body);
    body.done();
    return bus.ask(new QuoteOrder(lines), exchange.call()).map(QuoteRoutes::answer);
  }

  private static Answer answer(QuoteOrder.Reply reply) {
    return switch (reply) {
      case QuoteOrder.Reply.Quoted(var lines, var totals) ->
          Answer.json(
              200,
              json -> {
                json.writeStartObject();
                OrderJson.lines(json, lines);
                OrderJson.totals(json, totals);
                json.writeEndObject();
              });
      case QuoteOrder.Reply.UnknownSkus(var skus) -> throw OrderRoutes.unknownSkus(skus);
      case QuoteOrder.Reply.NotSummable(var reason) ->
          throw Problem.of(422, "currency_mismatch", reason);
    };
  }
}
