package mercat.catalog.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import mercat.testkit.ShopSample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductChangeTest {
  /** What buyers may notice of a change: nothing of one that nobody sees. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # before               | after                  | announced
                                 | Cup 250 kitchen shown  | ProductPublished
                                 | Cup 250 kitchen hidden | ''
          Cup 250 kitchen hidden | Cup 260 kitchen hidden | ''
          Cup 250 kitchen hidden | Cup 250 kitchen shown  | ProductPublished
          Cup 250 kitchen shown  | Cup 250 kitchen hidden | ProductWithdrawn
          Cup 250 kitchen shown  | Cup 260 kitchen shown  | PriceChanged
          Cup 250 kitchen shown  | Mug 250 kitchen shown  | ProductChanged
          Cup 250 kitchen shown  | Cup 250 gifts shown    | ProductChanged
          Cup 250 kitchen shown  | Mug 260 kitchen shown  | PriceChanged ProductChanged
          """)
  void announcesWhatBuyersMayNotice(@Nullable String before, String after, String announced) {
    var change = ProductChange.of(before == null ? null : product(before), 7, product(after));
    assertThat(change.product()).isEqualTo(product(after));
    assertThat(change.version()).isEqualTo(8);
    assertThat(change.isReal()).isTrue();
    assertThat(change.events().stream().map(Object::toString))
        .containsExactlyElementsOf(
            Stream.of(announced.split(" ", -1))
                .filter(type -> !type.isEmpty())
                .map(type -> type + "[sku=CUP, version=8]")
                .toList());
  }

  @Test
  void changesNothingWhenNothingDiffers() {
    var cup = product("Cup 250 kitchen shown");
    assertThat(ProductChange.of(cup, 7, cup))
        .isEqualTo(new ProductChange(cup, 7, false, List.of()));
  }

  /** A product as a row says it: name, price, category, whether it is for sale. */
  private static Product product(String row) {
    var words = row.split(" ", -1);
    return ShopSample.product(it -> {
      it.sku = new Sku("CUP");
      it.name = words[0];
      it.price = new Money(Long.parseLong(words[1]), "GBP");
      it.category = words[2];
      it.published = words[3].equals("shown");
    });
  }
}
