package mercat.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines.Price;
import org.junit.jupiter.api.Test;

class PriceCacheTest {
  private static final Sku CUP = new Sku("CUP");
  private static final Price PRICE = new Price(CUP, "Cup", new Money(250, "GBP"));

  private final PriceCache cache = new PriceCache();

  @Test
  void keepsWhatWasReadUntilItChanges() {
    cache.keep(Map.of(CUP, PRICE), cache.changes());
    assertThat(cache.get(CUP)).isEqualTo(PRICE);
    cache.forget(List.of(CUP));
    assertThat(cache.get(CUP)).isNull();
  }

  @Test
  void keepsNothingThatWasReadWhileSomethingChanged() {
    long changes = cache.changes();
    cache.forget(List.of(new Sku("PLATE")));
    cache.keep(Map.of(CUP, PRICE), changes);
    assertThat(cache.get(CUP)).isNull();
  }

  @Test
  void keepsNothingThatWasReadBeforeItWasCleared() {
    long changes = cache.changes();
    cache.clear();
    cache.keep(Map.of(CUP, PRICE), changes);
    assertThat(cache.get(CUP)).isNull();
  }
}
