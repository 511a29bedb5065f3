package mercat.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines.Price;
import org.junit.jupiter.api.Test;

class PriceShelfTest {
  private static final Sku CUP = new Sku("CUP");
  private static final Price PRICE = new Price(CUP, "Cup", new Money(250, "GBP"));

  private final PriceShelf shelf = new PriceShelf();

  @Test
  void keepsWhatWasRead() {
    shelf.keep(Map.of(CUP, PRICE), shelf.changes());
    assertThat(shelf.get(CUP)).isEqualTo(PRICE);
  }

  @Test
  void forgetsWhatChanged() {
    shelf.keep(Map.of(CUP, PRICE), shelf.changes());
    shelf.forget(List.of(CUP));
    assertThat(shelf.get(CUP)).isNull();
  }

  @Test
  void keepsNothingThatWasReadWhileSomethingChanged() {
    long changes = shelf.changes();
    shelf.forget(List.of(new Sku("PLATE")));
    shelf.keep(Map.of(CUP, PRICE), changes);
    assertThat(shelf.get(CUP)).isNull();
  }

  @Test
  void keepsNothingThatWasReadBeforeItWasCleared() {
    long changes = shelf.changes();
    shelf.clear();
    shelf.keep(Map.of(CUP, PRICE), changes);
    assertThat(shelf.get(CUP)).isNull();
  }
}
