package mercat.catalog;

import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.log.LogEntry;
import mercat.platform.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the price cache of this process true by the catalog's own log. */
record PriceUpdates(ProductStore products, PriceCache prices) {
  static final Set<Class<? extends Event>> APPLIED =
      Set.of(ProductChanged.class, PriceChanged.class, ProductWithdrawn.class);

  private static final Logger LOG = LoggerFactory.getLogger(PriceUpdates.class);

  /** Reads all that is for sale; where that fails, each price is read when it is asked for. */
  void readAhead() {
    long changes = prices.changes();
    try {
      prices.keep(products.prices(PriceCache.PRICES_MAX), changes);
    } catch (Failure failure) {
      LOG.atInfo().addKeyValue("error", failure.toString()).log("prices are not read ahead");
    }
  }

  void apply(List<LogEntry> entries) {
    prices.forget(entries.stream().map(entry -> skuOf(entry.event())).toList());
  }

  private static Sku skuOf(Event event) {
    return switch (event) {
      case ProductChanged changed -> changed.sku();
      case PriceChanged changed -> changed.sku();
      case ProductWithdrawn withdrawn -> withdrawn.sku();
      default -> throw new IllegalStateException("not followed: " + event);
    };
  }
}
