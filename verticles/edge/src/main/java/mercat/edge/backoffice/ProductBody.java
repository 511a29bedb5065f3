package mercat.edge.backoffice;

import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import org.jspecify.annotations.Nullable;

/**
 * What staff sends of a product.
 *
 * @param sku null where the path names it
 */
record ProductBody(
    @Nullable Sku sku,
    String name,
    String description,
    Money price,
    String category,
    @Nullable Boolean published) {
  Product product(Sku named) {
    return new Product(named, name, description, price, category, published == null || published);
  }
}
