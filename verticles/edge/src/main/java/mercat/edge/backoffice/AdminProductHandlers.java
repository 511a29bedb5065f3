package mercat.edge.backoffice;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import mercat.contracts.catalog.PutProduct;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ContractSchema;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.MediaTypes;
import mercat.edge.json.ProductJson;
import mercat.platform.bus.Bus;

/** Products, as the back office keeps them. */
final class AdminProductHandlers {
  private final Bus bus;
  private final ContractSchema importedRow;

  AdminProductHandlers(Bus bus, ContractSchema importedRow) {
    this.bus = bus;
    this.importedRow = importedRow;
  }

  Map<String, OperationHandler> operations() {
    return Map.of("putProduct", this::put, "importProducts", this::load);
  }

  private Future<Buffer> put(ApiRequest request) {
    var product = request.body(ProductBody.class).product(request.sku());
    return bus.ask(new PutProduct(product), request.call())
        .map(stored ->
            request.json(stored.created() ? 201 : 200, json -> ProductJson.held(json, product)));
  }

  private Future<Buffer> load(ApiRequest request) {
    var mediaType = MediaTypes.ofBody(request.http().getHeader(HttpHeaders.CONTENT_TYPE));
    var rows = mediaType.equals(CsvRows.MEDIA_TYPE) ? new CsvRows() : new JsonRows(importedRow);
    return new ProductImport(bus, request.call(), rows)
        .read(request.http())
        .map(report -> request.json(200, report::write));
  }
}
