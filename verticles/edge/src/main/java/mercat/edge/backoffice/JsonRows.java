package mercat.edge.backoffice;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import mercat.contracts.catalog.Product;
import mercat.edge.contract.ContractSchema;

/** Reads products from lines of JSON. */
final class JsonRows implements ProductImport.Rows {
  static final String MEDIA_TYPE = "application/x-ndjson";

  private final ContractSchema schema;

  JsonRows(ContractSchema schema) {
    this.schema = schema;
  }

  @Override
  public boolean hasQuotedLineEnds() {
    return false;
  }

  @Override
  public Product read(Buffer row) {
    var body = schema.read(row, ProductBody.class);
    return body.product(Objects.requireNonNull(body.sku(), "the schema requires it"));
  }
}
