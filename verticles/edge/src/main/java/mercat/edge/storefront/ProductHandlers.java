package mercat.edge.storefront;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.Problem;
import mercat.edge.json.JsonBody;
import mercat.edge.json.PageJson;
import mercat.edge.json.ProductJson;
import mercat.platform.bus.Bus;

/** Products, as buyers see them. */
final class ProductHandlers {
  private final Bus bus;
  private final ProductCache products;
  private final Map<Load, Future<FindProduct.Reply>> loading = new HashMap<>();

  /** A product that is being asked for, and how many changes had been seen by then. */
  private record Load(Sku sku, long changes) {}

  ProductHandlers(Bus bus, ProductCache products) {
    this.bus = bus;
    this.products = products;
  }

  Map<String, OperationHandler> operations() {
    return Map.of("findProducts", this::search, "findProduct", this::find);
  }

  /** Only for what is not prepared: see {@link ProductCache}. */
  private Future<Buffer> find(ApiRequest request) {
    long changes = products.changes();
    return load(new Load(request.sku(), changes), request)
        .map(reply ->
            reply instanceof FindProduct.Reply.Found(var product, var version)
                    && product.published()
                ? shown(request, products.keep(product, version, changes))
                : request.problem(Problem.notFound()));
  }

  private static Buffer shown(ApiRequest request, ProductCache.Entry entry) {
    request.header(HttpHeaders.ETAG, entry.etag());
    request.header(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (ProductCache.isFresh(request.text("If-None-Match"), entry.etag())) {
      return request.unchanged();
    }
    return request.content(200, JsonBody.MEDIA_TYPE, entry.body());
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
    var after = PageJson.position(request.text("cursor"));
    if (after == null || after.length() > Sku.LENGTH_MAX || after.indexOf('\0') >= 0) {
      return Future.succeededFuture(
          request.problem(Problem.invalid("query:cursor", PageJson.FORGED)));
    }
    var question =
        new FindProducts(
            request.text("q"), request.text("category"), after, request.number("limit"));
    return bus.ask(question, request.call())
        .map(found ->
            request.json(
                200,
                json ->
                    PageJson.page(
                        json,
                        found.products(),
                        ProductJson::product,
                        found.more() ? found.products().getLast().sku().value() : null)));
  }
}
