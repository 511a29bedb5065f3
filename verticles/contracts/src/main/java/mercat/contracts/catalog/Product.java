package mercat.contracts.catalog;

import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.Text;

/**
 * Something the shop sells.
 *
 * @param name 1 to 300 characters
 * @param description at most 20,000 characters, may be empty
 * @param price not negative
 * @param category at most 100 characters, empty for none
 * @param published whether buyers see it and may order it
 */
public record Product(
    Sku sku, String name, String description, Money price, String category, boolean published) {
  public Product {
    Text.require("name", name, 300);
    Text.require("description", description, 20_000);
    Text.require("category", category, 100);
    name = Text.trimmed(name);
    description = Text.trimmed(description);
    category = Text.trimmed(category);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (price.amount() < 0 || price.amount() > 1_000_000_000_000L) {
      throw new IllegalArgumentException("price must be 0 to 1,000,000,000,000 minor units");
    }
  }

  /** The same, seen by buyers or not. */
  public Product withPublished(boolean isPublished) {
    return new Product(sku, name, description, price, category, isPublished);
  }
}
