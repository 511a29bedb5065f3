package mercat.catalog.domain;

import java.util.ArrayList;
import java.util.List;
import mercat.contracts.Event;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import org.jspecify.annotations.Nullable;

/**
 * What putting a product does to what was there.
 *
 * @param version counts real changes, from 1
 * @param isReal whether anything differs
 * @param events what buyers may notice
 */
public record ProductChange(Product product, long version, boolean isReal, List<Event> events) {
  /**
   * Puts a product.
   *
   * @param before what was there, null for a new one
   */
  public static ProductChange of(@Nullable Product before, long versionBefore, Product after) {
    if (after.equals(before)) {
      return new ProductChange(after, versionBefore, false, List.of());
    }
    long version = versionBefore + 1;
    return new ProductChange(after, version, true, noticed(before, after, version));
  }

  private static List<Event> noticed(@Nullable Product before, Product after, long version) {
    if (before == null || !before.published()) {
      return after.published() ? List.of(new ProductPublished(after.sku(), version)) : List.of();
    }
    if (!after.published()) {
      return List.of(new ProductWithdrawn(after.sku(), version));
    }
    var events = new ArrayList<Event>();
    if (!before.price().equals(after.price())) {
      events.add(new PriceChanged(after.sku(), version));
    }
    if (!before.name().equals(after.name())
        || !before.description().equals(after.description())
        || !before.category().equals(after.category())) {
      events.add(new ProductChanged(after.sku(), version));
    }
    return events;
  }
}
