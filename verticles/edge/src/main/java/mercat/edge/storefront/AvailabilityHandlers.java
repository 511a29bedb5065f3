package mercat.edge.storefront;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.stream.Collectors;
import mercat.contracts.Sku;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.platform.bus.Bus;

/** How much of a SKU buyers may still take. */
final class AvailabilityHandlers {
  private final Bus bus;

  AvailabilityHandlers(Bus bus) {
    this.bus = bus;
  }

  Map<String, OperationHandler> operations() {
    return Map.of("availability", this::levels);
  }

  private Future<Buffer> levels(ApiRequest request) {
    var skus = request.texts("sku").stream().map(Sku::new).distinct().toList();
    return bus.ask(new StockLevels(skus), request.call())
        .map(reply -> {
          var available =
              reply.levels().stream()
                  .collect(Collectors.toMap(StockLevel::sku, StockLevel::available));
          return request.json(
              200,
              json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("data");
                for (var sku : skus) {
                  json.writeStartObject();
                  json.writeStringField("sku", sku.value());
                  json.writeNumberField("available", available.getOrDefault(sku, 0L));
                  json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
              });
        });
  }
}
