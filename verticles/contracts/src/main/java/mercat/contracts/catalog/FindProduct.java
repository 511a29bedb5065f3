package mercat.contracts.catalog;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Sku;

/** Asks the catalog for one product, published or not. */
public record FindProduct(Sku sku) implements Request<FindProduct.Reply> {
  /** What the catalog knows of the SKU. */
  public sealed interface Reply extends Message {
    record Found(Product product, long version) implements Reply {}

    record Unknown() implements Reply {}
  }
}
