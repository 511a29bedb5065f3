package mercat.edge.backoffice;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;

/** Stock, as the back office keeps it. */
final class AdminStockHandlers {
  private final Bus bus;

  private record Receipt(long quantity, String reason) {}

  AdminStockHandlers(Bus bus) {
    this.bus = bus;
  }

  Map<String, OperationHandler> operations() {
    return Map.of("receiveStock", this::receive, "findStock", this::find);
  }

  private Future<Buffer> receive(ApiRequest request) {
    var receipt = request.body(Receipt.class);
    var question =
        new ReceiveStock(
            request.sku(), request.idempotencyKey(), receipt.quantity(), receipt.reason());
    return bus.ask(question, request.call())
        .map(reply ->
            switch (reply) {
              case ReceiveStock.Reply.Received(var level, var repeated) -> {
                request.replayed(repeated);
                yield request.json(repeated ? 200 : 201, json -> write(json, level));
              }
              case ReceiveStock.Reply.KeyReused reused ->
                  request.problem(
                      Problem.of(
                          ErrorCode.IDEMPOTENCY_KEY_REUSED,
                          "this key was used for another delivery"));
            });
  }

  private Future<Buffer> find(ApiRequest request) {
    return bus.ask(new StockLevels(List.of(request.sku())), request.call())
        .map(reply ->
            reply.levels().isEmpty()
                ? request.problem(Problem.notFound())
                : request.json(200, json -> write(json, reply.levels().getFirst())));
  }

  private static void write(JsonGenerator json, StockLevel level) throws IOException {
    json.writeStartObject();
    json.writeStringField("sku", level.sku().value());
    json.writeNumberField("onHand", level.onHand());
    json.writeNumberField("reserved", level.reserved());
    json.writeNumberField("available", level.available());
    json.writeEndObject();
  }
}
