package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Products, as the back office keeps them. */
final class AdminProductRoutes {
  private static final String ROLE = "catalog";
  private static final long PRICE_MAX = 1_000_000_000_000L;

  private final Bus bus;

  AdminProductRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Route> routes() {
    return List.of(
        Route.staff(ROLE, HttpMethod.PUT, "/v1/admin/products/{sku}", this::put),
        Route.staff(ROLE, HttpMethod.POST, "/v1/admin/products/import", this::load)
            .withBodyMax(Route.STREAMED));
  }

  private Future<Answer> put(Exchange exchange) {
    var product = product(exchange.json(), exchange.sku());
    return bus.ask(new PutProduct(product), exchange.call())
        .map(stored ->
            Answer.json(stored.created() ? 201 : 200, json -> ProductJson.held(json, product)));
  }

  private Future<Answer> load(Exchange exchange) {
    var mediaType = Exchange.mediaType(exchange.request());
    if (!mediaType.equals(ProductImport.CSV)) {
      Exchange.requireMediaType(exchange.request(), ProductImport.NDJSON);
    }
    return new ProductImport(bus, exchange.call(), mediaType)
        .read(exchange.request())
        .map(ProductImport.Report::answer);
  }

  /**
   * Reads a product.
   *
   * @param fromPath the SKU when the path names it, null when the body does
   * @throws Problem naming every fault
   */
  static Product product(Fields body, @Nullable Sku fromPath) {
    var sku = fromPath == null ? body.sku("sku") : fromPath;
    var name = body.text("name", 1, 300);
    if (!name.isEmpty() && name.isBlank()) {
      body.fault("name", "must not be blank");
    }
    var description = body.optionalText("description", 20_000);
    var price = body.money("price", 0, PRICE_MAX);
    var category = body.optionalText("category", 100);
    boolean published = body.flag("published", true);
    body.done();
    if (sku == null || price == null) {
      throw Problem.invalid("", "the product is not complete");
    }
    try {
      return new Product(sku, name, description, price, category, published);
    } catch (IllegalArgumentException refused) {
      throw Problem.invalid("", String.valueOf(refused.getMessage()));
    }
  }
}
