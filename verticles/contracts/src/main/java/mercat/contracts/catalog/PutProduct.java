package mercat.contracts.catalog;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;
import org.jspecify.annotations.Nullable;

/**
 * Asks the catalog to hold this product as given, new or not. A repeat changes nothing.
 *
 * @param keepsPublished whether a product that is there stays as published as it is, and only a new
 *     one is as given; null for no
 */
public record PutProduct(Product product, @Nullable Boolean keepsPublished)
    implements Request<PutProduct.Stored>, Write {
  public PutProduct(Product product) {
    this(product, null);
  }

  /** What takes the place of a product. */
  public Product over(Product stored) {
    return Boolean.TRUE.equals(keepsPublished)
        ? product.withPublished(stored.published())
        : product;
  }

  /**
   * The product is stored.
   *
   * @param version counts the changes of this product, from 1
   * @param published whether buyers see it; null for as given
   */
  public record Stored(long version, boolean created, @Nullable Boolean published)
      implements Message {}
}
