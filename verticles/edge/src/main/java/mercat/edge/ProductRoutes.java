package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.platform.bus.Bus;

/** Products, as buyers see them. */
final class ProductRoutes {
  private final Bus bus;
  private final ProductCache products;

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
    return bus.ask(new FindProduct(exchange.sku()), exchange.call())
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
