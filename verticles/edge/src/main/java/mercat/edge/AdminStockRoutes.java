package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.platform.bus.Bus;

/** Stock, as the back office keeps it. */
final class AdminStockRoutes {
  private static final String ROLE = "catalog";

  private final Bus bus;

  AdminStockRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Route> routes() {
    return List.of(
        Route.staff(ROLE, HttpMethod.POST, "/v1/admin/stock/{sku}/receipts", this::receive),
        Route.staff(ROLE, HttpMethod.GET, "/v1/admin/stock/{sku}", this::level));
  }

  private Future<Answer> receive(Exchange exchange) {
    var key = exchange.idempotencyKey();
    var body = exchange.json();
    long quantity = body.whole("quantity", 1, ReceiveStock.QUANTITY_MAX);
    var reason = body.optionalText("reason", 200);
    body.done();
    return bus.ask(new ReceiveStock(exchange.sku(), key, quantity, reason), exchange.call())
        .map(reply ->
            switch (reply) {
              case ReceiveStock.Reply.Received(var level, var repeated) ->
                  answer(repeated ? 200 : 201, level).markedAsReplay(repeated);
              case ReceiveStock.Reply.KeyReused reused ->
                  throw Problem.of(
                      422, "idempotency_key_reused", "this key was used for another delivery");
            });
  }

  private Future<Answer> level(Exchange exchange) {
    return bus.ask(new StockLevels(List.of(exchange.sku())), exchange.call())
        .map(reply -> {
          if (reply.levels().isEmpty()) {
            throw Problem.notFound();
          }
          return answer(200, reply.levels().getFirst());
        });
  }

  private static Answer answer(int status, StockLevel level) {
    return Answer.json(
        status,
        json -> {
          json.writeStartObject();
          json.writeStringField("sku", level.sku().value());
          json.writeNumberField("onHand", level.onHand());
          json.writeNumberField("reserved", level.reserved());
          json.writeNumberField("available", level.available());
          json.writeEndObject();
        });
  }
}
