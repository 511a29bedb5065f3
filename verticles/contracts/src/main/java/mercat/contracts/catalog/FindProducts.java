package mercat.contracts.catalog;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Page;
import mercat.contracts.Request;
import mercat.contracts.Text;
import org.jspecify.annotations.Nullable;

/**
 * Asks the catalog for products, ascending by SKU.
 *
 * @param text words that name or SKU must contain, empty for any
 * @param category the exact category, empty for any
 * @param after the last SKU of the page before, empty for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 * @param drafts whether those are found too that buyers do not see, which only staff may ask; null
 *     for no
 */
public record FindProducts(
    String text, String category, String after, int limit, @Nullable Boolean drafts)
    implements Request<FindProducts.Found> {
  public FindProducts {
    Text.require("text", text, 200);
    Text.require("category", category, 100);
    category = Text.trimmed(category);
    Text.require("after", after, 64);
    Page.requireLimit(limit);
  }

  public FindProducts(String text, String category, String after, int limit) {
    this(text, category, after, limit, null);
  }

  /** One page; {@code more} tells whether another follows. */
  public record Found(List<Product> products, boolean more) implements Message {
    public Found {
      products = List.copyOf(products);
    }
  }
}
