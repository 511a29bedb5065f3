package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Collectors;
import mercat.contracts.Sku;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.platform.bus.Bus;

/** How much of a SKU buyers may still take. */
final class AvailabilityRoutes {
  private final Bus bus;

  AvailabilityRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Route> routes() {
    return List.of(Route.open(HttpMethod.GET, "/v1/availability", this::levels));
  }

  private Future<Answer> levels(Exchange exchange) {
    var skus = skus(exchange);
    return bus.ask(new StockLevels(skus), exchange.call())
        .map(reply -> {
          var available =
              reply.levels().stream()
                  .collect(Collectors.toMap(StockLevel::sku, StockLevel::available));
          return Answer.json(
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

  private static List<Sku> skus(Exchange exchange) {
    var named = exchange.request().params().getAll("sku");
    if (named.isEmpty() || named.size() > 100) {
      throw Problem.invalid("query:sku", "name 1 to 100 SKUs");
    }
    try {
      return named.stream().map(Sku::new).distinct().toList();
    } catch (IllegalArgumentException refused) {
      throw Problem.invalid("query:sku", String.valueOf(refused.getMessage()));
    }
  }
}
