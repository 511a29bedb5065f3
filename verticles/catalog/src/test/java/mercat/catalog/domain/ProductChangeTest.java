package mercat.catalog.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import org.junit.jupiter.api.Test;

class ProductChangeTest {
  private static final Sku SKU = new Sku("CUP");
  private static final Product CUP = cup("Cup", 250, "kitchen", true);
  private static final Product HIDDEN = cup("Cup", 250, "kitchen", false);

  @Test
  void publishesANewProduct() {
    assertThat(ProductChange.of(null, 0, CUP))
        .isEqualTo(change(CUP, 1, new ProductPublished(SKU, 1)));
  }

  @Test
  void saysNothingOfANewProductThatNobodySees() {
    assertThat(ProductChange.of(null, 0, HIDDEN)).isEqualTo(change(HIDDEN, 1));
  }

  @Test
  void changesNothingWhenNothingDiffers() {
    assertThat(ProductChange.of(CUP, 7, CUP))
        .isEqualTo(new ProductChange(CUP, 7, false, List.of()));
  }

  @Test
  void tellsPriceAndTextApart() {
    var dearer = cup("Cup", 260, "kitchen", true);
    var renamed = cup("Mug", 250, "kitchen", true);
    var moved = cup("Cup", 250, "gifts", true);
    var both = cup("Mug", 260, "kitchen", true);
    assertThat(ProductChange.of(CUP, 7, dearer))
        .isEqualTo(change(dearer, 8, new PriceChanged(SKU, 8)));
    assertThat(ProductChange.of(CUP, 7, renamed))
        .isEqualTo(change(renamed, 8, new ProductChanged(SKU, 8)));
    assertThat(ProductChange.of(CUP, 7, moved))
        .isEqualTo(change(moved, 8, new ProductChanged(SKU, 8)));
    assertThat(ProductChange.of(CUP, 7, both))
        .isEqualTo(change(both, 8, new PriceChanged(SKU, 8), new ProductChanged(SKU, 8)));
  }

  @Test
  void countsAChangeThatNobodySees() {
    var dearer = cup("Cup", 260, "kitchen", false);
    assertThat(ProductChange.of(HIDDEN, 7, dearer)).isEqualTo(change(dearer, 8));
  }

  @Test
  void withdrawsAndPublishesAgain() {
    assertThat(ProductChange.of(CUP, 7, HIDDEN))
        .isEqualTo(change(HIDDEN, 8, new ProductWithdrawn(SKU, 8)));
    assertThat(ProductChange.of(HIDDEN, 8, CUP))
        .isEqualTo(change(CUP, 9, new ProductPublished(SKU, 9)));
  }

  private static ProductChange change(Product product, long version, Event... events) {
    return new ProductChange(product, version, true, List.of(events));
  }

  private static Product cup(String name, long pence, String category, boolean published) {
    return new Product(SKU, name, "", new Money(pence, "GBP"), category, published);
  }
}
