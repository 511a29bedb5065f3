package mercat.contracts.catalog;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/** Asks the catalog to hold this product as given, new or not. A repeat changes nothing. */
public record PutProduct(Product product) implements Request<PutProduct.Stored>, Write {
  /**
   * The product is stored.
   *
   * @param version counts the changes of this product, from 1
   */
  public record Stored(long version, boolean created) implements Message {}
}
