package mercat.edge.backoffice;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.StockLevels;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ContractSchema;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ByteBudget;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.MediaTypes;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Products and their stock, as the back office keeps them. */
public final class AdminProductHandlers {
  private static final String JSON_LINES = "application/x-ndjson";

  private final Bus bus;
  private final ContractSchema importedRow;
  private final ProductImport.Bounds imports;

  /**
   * What staff sends of a product.
   *
   * @param sku null where the path names it
   */
  private record ProductBody(
      @Nullable Sku sku,
      String name,
      String description,
      Money price,
      String category,
      @Nullable Boolean published) {
    PutProduct put(@Nullable Sku named) {
      var product =
          new Product(
              Objects.requireNonNull(named, "the schema requires it"),
              name,
              description,
              price,
              category,
              published == null || published);
      return new PutProduct(product, published == null);
    }
  }

  private record HeldProduct(@JsonUnwrapped Product product, boolean published) {
    static HeldProduct of(Product product) {
      return new HeldProduct(product, product.published());
    }
  }

  private record Receipt(long quantity, String reason) {}

  /**
   * Handlers of an edge.
   *
   * @param bodies what imports hold of their bodies counts in it
   */
  public AdminProductHandlers(
      Bus bus, ApiContract contract, ByteBudget bodies, Duration importTimeout) {
    this.bus = bus;
    this.imports = new ProductImport.Bounds(bodies, importTimeout);
    this.importedRow =
        Objects.requireNonNull(contract.operation("importProducts").bodies().get(JSON_LINES));
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "searchProducts", this::search,
        "readProduct", this::read,
        "putProduct", this::put,
        "importProducts", this::load,
        "receiveStock", this::receive,
        "findStock", this::find);
  }

  private Future<Buffer> search(ApiRequest request) {
    var question =
        new FindProducts(
            request.text("q"),
            request.text("category"),
            request.afterSku(),
            request.number("limit"),
            true);
    return bus.ask(question, request.call())
        .map(found -> request.page(found.products(), found.more(), Product::sku, HeldProduct::of));
  }

  private Future<Buffer> read(ApiRequest request) {
    return bus.ask(new FindProduct(request.sku()), request.call())
        .map(reply ->
            switch (reply) {
              case FindProduct.Reply.Found(var product, var version) ->
                  request.json(200, HeldProduct.of(product));
              case FindProduct.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> put(ApiRequest request) {
    var put = request.body(ProductBody.class).put(request.sku());
    return bus.ask(put, request.call())
        .map(stored -> {
          var product = put.product();
          var published = Objects.requireNonNullElse(stored.published(), product.published());
          return request.json(
              stored.created() ? 201 : 200, HeldProduct.of(product.withPublished(published)));
        });
  }

  private Future<Buffer> load(ApiRequest request) {
    var contentType = request.http().getHeader(HttpHeaders.CONTENT_TYPE);
    boolean isCsv = !MediaTypes.ofBody(contentType).equals(JSON_LINES);
    ProductImport.Rows rows =
        isCsv
            ? new CsvRows(
                Charset.forName(MediaTypes.charset(contentType)),
                row -> put(importedRow.read(row, ProductBody.class)))
            : line -> put(importedRow.read(line, ProductBody.class));
    return new ProductImport(bus, request.call(), request.http(), imports, isCsv, rows)
        .read()
        .map(report -> request.json(200, report));
  }

  private static PutProduct put(ProductBody row) {
    return row.put(row.sku());
  }

  private Future<Buffer> receive(ApiRequest request) {
    var receipt = request.body(Receipt.class);
    var question =
        new ReceiveStock(
            request.sku(), request.idempotencyKey(), receipt.quantity(), receipt.reason());
    return bus.ask(question, request.call())
        .map(reply ->
            switch (reply) {
              case ReceiveStock.Reply.Received(var level, var repeated) ->
                  request.replayed(repeated).json(repeated ? 200 : 201, level);
              case ReceiveStock.Reply.KeyReused reused ->
                  request.problem(
                      ErrorCode.IDEMPOTENCY_KEY_REUSED, "this key was used for another delivery");
            });
  }

  private Future<Buffer> find(ApiRequest request) {
    return bus.ask(new StockLevels(List.of(request.sku())), request.call())
        .map(reply ->
            reply.levels().isEmpty()
                ? request.notFound()
                : request.json(200, reply.levels().getFirst()));
  }
}
