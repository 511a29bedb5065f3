package mercat.contracts.recommendations;

import mercat.contracts.Page;
import mercat.contracts.Request;

/**
 * Asks recommendations what the customer who asks is likely to buy next.
 *
 * @param limit the most products to name, 1 to {@value Page#LIMIT_MAX}
 */
public record OwnRecommendations(int limit) implements Request<RelatedProducts.Found> {
  public OwnRecommendations {
    Page.requireLimit(limit);
  }
}
