package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.platform.bus.Bus;

/** Products, as buyers see them. */
final class ProductRoutes {
  private final Bus bus;
  private final ProductCache products;
  private final Map<Load, Future<FindProduct.Reply>> loading = new HashMap<>();

  /** A product that is being asked for, and how many changes had been seen by then. */
  private record Load(Sku sku, long changes) {}

  ProductRoutes(Bus bus, ProductCache products) {
    this.bus = bus;
    this.products = products;
  }

  List<Route> routes() {
    return List.of(
        Route.open(HttpMethod.GET, "/v1/products", this::search),
        Route.open(HttpMethod.GET, "/v1/products/{sku}", this::find));
  }

  /** Only for what is not ready: see {@link ProductCache}. */
  private Future<Answer> find(Exchange exchange) {
    long changes = products.changes();
    return load(new Load(exchange.sku(), changes), exchange)
        .map(reply -> {
          if (reply instanceof FindProduct.Reply.Found(var product, var version)
              && product.published()) {
            var entry = products.keep(product, version, changes);
            var headers = Map.of("ETag", entry.etag(), "Cache-Control", "no-cache");
            boolean fresh =
                ProductCache.isFresh(exchange.request().getHeader("If-None-Match"), entry.etag());
            return fresh
                ? new Answer(304, Answer.JSON, headers, Buffer.buffer())
                : new Answer(200, Answer.JSON, headers, entry.body());
          }
          throw Problem.notFound();
        });
  }

  /** Asks once, however many wait for the same product as it is since the same change. */
  private Future<FindProduct.Reply> load(Load load, Exchange exchange) {
    var request = new FindProduct(load.sku());
    var underWay = loading.get(load);
    if (underWay != null) {
      // Whoever came first may have had less patience.
      return underWay.recover(lost -> bus.ask(request, exchange.call()));
    }
    var asked = bus.ask(request, exchange.call());
    loading.put(load, asked);
    return asked.onComplete(answered -> loading.remove(load));
  }

  private Future<Answer> search(Exchange exchange) {
    FindProducts request;
    try {
      request =
          new FindProducts(
              exchange.query("q"),
              exchange.query("category"),
              decoded(exchange.query("cursor")),
              exchange.limit());
    } catch (IllegalArgumentException refused) {
      throw Problem.invalid("query", String.valueOf(refused.getMessage()));
    }
    return bus.ask(request, exchange.call())
        .map(found ->
            Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeArrayFieldStart("data");
                  for (var product : found.products()) {
                    ProductJson.product(json, product);
                  }
                  json.writeEndArray();
                  if (found.more()) {
                    json.writeStringField(
                        "next", encoded(found.products().getLast().sku().value()));
                  } else {
                    json.writeNullField("next");
                  }
                  json.writeEndObject();
                }));
  }

  /** A cursor that nobody is tempted to make by hand. */
  static String encoded(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }

  static String decoded(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException forged) {
      throw Problem.invalid("query:cursor", "take it from the page before");
    }
  }
}
