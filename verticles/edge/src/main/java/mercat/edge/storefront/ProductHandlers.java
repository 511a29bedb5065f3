package mercat.edge.storefront;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.Product;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.json.ApiJson;
import mercat.platform.bus.Bus;

/** Products and how many there are, as buyers see them. */
public final class ProductHandlers {
  private final Bus bus;
  private final ProductCache products;
  private final Map<Load, Future<FindProduct.Reply>> loading = new HashMap<>();

  /** A product that is being asked for, and how many changes had been seen by then. */
  private record Load(Sku sku, long changes) {}

  private record Availability(Sku sku, long available) {}

  public ProductHandlers(Bus bus, ProductCache products) {
    this.bus = bus;
    this.products = products;
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "findProducts", this::search,
        "findProduct", this::find,
        "availability", this::availability);
  }

  /** Only for what is not prepared: see {@link ProductCache}. */
  private Future<Buffer> find(ApiRequest request) {
    long changes = products.changes();
    return load(new Load(request.sku(), changes), request)
        .map(reply ->
            reply instanceof FindProduct.Reply.Found(var product, var version)
                    && product.published()
                ? shown(request, products.keep(product, version, changes))
                : request.notFound());
  }

  private static Buffer shown(ApiRequest request, ProductCache.Entry entry) {
    request.header(HttpHeaders.ETAG, entry.etag());
    request.header(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (ProductCache.isFresh(request.text("If-None-Match"), entry.etag())) {
      return request.unchanged();
    }
    return request.content(200, ApiJson.MEDIA_TYPE, entry.body());
  }

  /** Asks once, however many wait for the same product as it is since the same change. */
  private Future<FindProduct.Reply> load(Load load, ApiRequest request) {
    var question = new FindProduct(load.sku());
    var underWay = loading.get(load);
    if (underWay != null) {
      // Whoever came first may have had less patience.
      return underWay.recover(lost -> bus.ask(question, request.call()));
    }
    var asked = bus.ask(question, request.call());
    loading.put(load, asked);
    return asked.onComplete(answered -> loading.remove(load));
  }

  private Future<Buffer> search(ApiRequest request) {
    var question =
        new FindProducts(
            request.text("q"),
            request.text("category"),
            request.afterSku(),
            request.number("limit"));
    return bus.ask(question, request.call())
        .map(found -> request.page(found.products(), found.more(), Product::sku));
  }

  private Future<Buffer> availability(ApiRequest request) {
    var skus = request.texts("sku").stream().map(Sku::new).distinct().toList();
    return bus.ask(new StockLevels(skus), request.call())
        .map(reply -> {
          var available =
              reply.levels().stream()
                  .collect(Collectors.toMap(StockLevel::sku, StockLevel::available));
          return request.json(
              200,
              Map.of(
                  "data",
                  skus.stream()
                      .map(sku -> new Availability(sku, available.getOrDefault(sku, 0L)))
                      .toList()));
        });
  }
}
