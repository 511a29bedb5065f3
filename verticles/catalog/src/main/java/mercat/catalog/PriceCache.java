package mercat.catalog;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines.Price;
import org.jspecify.annotations.Nullable;

/**
 * Prices in memory, so that an order is priced without a query. Kept true by the catalog's own log;
 * what was read while something changed is not kept, for it may be older than the change.
 */
final class PriceCache {
  static final int PRICES_MAX = 200_000;

  private final Map<Sku, Price> prices = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  @Nullable Price get(Sku sku) {
    return prices.get(sku);
  }

  /** To be taken before a read that {@link #keep} may keep. */
  long changes() {
    return changes.get();
  }

  /** Keeps prices that were read, unless anything has changed since. */
  void keep(Map<Sku, Price> read, long changesBefore) {
    if (prices.size() + read.size() > PRICES_MAX) {
      prices.clear();
    }
    if (changes.get() == changesBefore) {
      prices.putAll(read);
      if (changes.get() != changesBefore) {
        read.keySet().forEach(prices::remove);
      }
    }
  }

  /** Forgets prices that have changed, or are about to. */
  void forget(Collection<Sku> skus) {
    changes.incrementAndGet();
    skus.forEach(prices::remove);
  }

  void clear() {
    changes.incrementAndGet();
    prices.clear();
  }
}
