package mercat.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import mercat.contracts.catalog.Product;

/** A product as the API shows it. */
final class ProductJson {
  private ProductJson() {}

  static void product(JsonGenerator json, Product product) throws IOException {
    json.writeStartObject();
    fields(json, product);
    json.writeEndObject();
  }

  /** As the back office sees it: also whether buyers do. */
  static void held(JsonGenerator json, Product product) throws IOException {
    json.writeStartObject();
    fields(json, product);
    json.writeBooleanField("published", product.published());
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, Product product) throws IOException {
    json.writeStringField("sku", product.sku().value());
    json.writeStringField("name", product.name());
    json.writeStringField("description", product.description());
    JsonBody.money(json, "price", product.price());
    json.writeStringField("category", product.category());
  }
}
