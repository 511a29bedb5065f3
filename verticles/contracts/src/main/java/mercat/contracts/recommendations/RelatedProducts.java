package mercat.contracts.recommendations;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Page;
import mercat.contracts.Request;
import mercat.contracts.Sku;

/**
 * Asks recommendations what is bought together with a product.
 *
 * @param limit the most products to name, 1 to {@value Page#LIMIT_MAX}
 */
public record RelatedProducts(Sku sku, int limit) implements Request<RelatedProducts.Found> {
  public RelatedProducts {
    Page.requireLimit(limit);
  }

  /**
   * Products for sale, the likeliest first; none is a valid answer. Nobody is told why a product is
   * among them.
   */
  public record Found(List<Sku> skus) implements Message {
    public Found {
      skus = List.copyOf(skus);
    }
  }
}
