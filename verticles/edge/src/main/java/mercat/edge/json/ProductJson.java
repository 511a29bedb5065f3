package mercat.edge.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import mercat.contracts.catalog.Product;

/** A product as the API shows it. */
public final class ProductJson {
  private ProductJson() {}

  public static void product(JsonGenerator json, Product product) throws IOException {
    json.writeStartObject();
    fields(json, product);
    json.writeEndObject();
  }

  /** As the back office sees it: also whether buyers do. */
  public static void held(JsonGenerator json, Product product) throws IOException {
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
