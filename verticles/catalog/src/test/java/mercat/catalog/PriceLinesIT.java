package mercat.catalog;

import static mercat.catalog.RunningCatalog.product;
import static mercat.catalog.RunningCatalog.withdrawn;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import mercat.contracts.catalog.PriceLines.Price;
import mercat.contracts.catalog.PriceLines.Reply;
import mercat.contracts.catalog.Product;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceLinesIT {
  @AutoClose static final RunningCatalog catalog = new RunningCatalog();
  @AutoClose static final RunningCatalog other = new RunningCatalog(catalog.database());

  @Test
  void pricesInTheOrderOfTheRequest() {
    var cup = catalog.sold("Cup", 250);
    var plate = catalog.sold("Plate", 300);
    assertThat(catalog.prices(plate.sku(), cup.sku())).isEqualTo(priced(plate, cup));
    assertThat(catalog.prices(cup.sku(), plate.sku())).isEqualTo(priced(cup, plate));
  }

  @Test
  void pricesNothingWhenNobodyCanBuyOneOfThem() {
    var cup = catalog.sold("Cup", 250);
    var gone = catalog.sold("Plate", 300);
    var unheardOf = Fresh.sku();
    catalog.put(withdrawn(gone));
    assertThat(catalog.prices(unheardOf, cup.sku(), gone.sku()))
        .isEqualTo(new Reply.UnknownSkus(List.of(unheardOf, gone.sku())));
  }

  @Test
  void knowsTheNewPriceAtOnceWhereItWasPut() {
    var sku = Fresh.sku();
    for (int pence = 1; pence <= 20; pence++) {
      catalog.put(product(sku, "Cup", pence));
      assertThat(catalog.prices(sku)).isEqualTo(priced(product(sku, "Cup", pence)));
    }
  }

  @ParameterizedTest
  @CsvSource({"Cup, 260", "Mug, 250"})
  void hearsOfANewPriceOrNameThatAnotherProcessPut(String name, long pence) {
    var before = catalog.sold("Cup", 250);
    assertThat(other.prices(before.sku())).isEqualTo(priced(before));
    var after = product(before.sku(), name, pence);
    catalog.put(after);
    eventually(() -> assertThat(other.prices(before.sku())).isEqualTo(priced(after)));
  }

  @Test
  void hearsThatAnotherProcessWithdrewAndPublishedAgain() {
    var cup = catalog.sold("Cup", 250);
    assertThat(other.prices(cup.sku())).isEqualTo(priced(cup));
    catalog.put(withdrawn(cup));
    eventually(() ->
        assertThat(other.prices(cup.sku())).isEqualTo(new Reply.UnknownSkus(List.of(cup.sku()))));
    var again = product(cup.sku(), "Cup", 270);
    catalog.put(again);
    assertThat(other.prices(cup.sku())).isEqualTo(priced(again));
  }

  @Test
  void pricesAtTheStartWhatWasPutBefore() {
    var cup = catalog.sold("Cup", 250);
    try (var later = new RunningCatalog(catalog.database())) {
      assertThat(later.prices(cup.sku())).isEqualTo(priced(cup));
    }
  }

  private static Reply priced(Product... products) {
    return new Reply.Priced(
        Stream.of(products)
            .map(product -> new Price(product.sku(), product.name(), product.price()))
            .toList());
  }
}
