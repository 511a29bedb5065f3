package mercat.catalog;

import static mercat.catalog.RunningCatalog.product;
import static mercat.catalog.RunningCatalog.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.catalog.PutProduct.Stored;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.ShopSample;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PutProductIT {
  private static final FindProduct.Reply UNKNOWN = new FindProduct.Reply.Unknown();

  @AutoClose static final RunningCatalog catalog = new RunningCatalog();

  private final Sku sku = Fresh.sku();

  @Test
  void holdsAProductAsItWasPut() {
    var product =
        ShopSample.product(it -> {
          it.sku = sku;
          it.name = "Käfig „Ω“ 🦜";
          it.description = "It's\n100% \\ \"safe\"";
          it.price = new Money(0, "JPY");
          it.category = "pets";
        });
    assertThat(catalog.put(product)).isEqualTo(new Stored(1, true, true));
    assertThat(find(sku)).isEqualTo(found(product, 1));
    assertThat(catalog.announced(sku)).containsExactly(new ProductPublished(sku, 1));
  }

  @Test
  void takesProductsFromStaffOfTheCatalogOnly() {
    var product = product(Fresh.sku(), "Cup", 250);
    catalog.assertOnlyFor("products:write", new PutProduct(product));
    assertThat(find(product.sku())).isEqualTo(UNKNOWN);
    assertThat(catalog.announced(product.sku())).isEmpty();
  }

  @Test
  void changesNothingWhenItIsPutAgain() {
    var product = catalog.sold("Cup", 250);
    assertThat(catalog.put(product)).isEqualTo(new Stored(1, false, true));
    assertThat(catalog.announced(product.sku()))
        .containsExactly(new ProductPublished(product.sku(), 1));
  }

  @Test
  void announcesWhatBuyersMayNotice() {
    catalog.put(withdrawn(product(sku, "Cup", 240)));
    catalog.put(product(sku, "Cup", 250));
    catalog.put(product(sku, "Cup", 260));
    catalog.put(product(sku, "Mug", 260));
    catalog.put(withdrawn(product(sku, "Mug", 260)));
    assertThat(catalog.announced(sku))
        .containsExactly(
            new ProductPublished(sku, 2),
            new PriceChanged(sku, 3),
            new ProductChanged(sku, 4),
            new ProductWithdrawn(sku, 5));
  }

  @Test
  void leavesWithdrawnWhatIsPutWithoutAWordOfIt() {
    var product = catalog.sold("Cup", 250);
    var dearer = product(product.sku(), "Cup", 260);
    catalog.put(withdrawn(product));
    assertThat(catalog.ask(new PutProduct(dearer, true))).isEqualTo(new Stored(3, false, false));
    assertThat(find(product.sku())).isEqualTo(found(withdrawn(dearer), 3));
    assertThat(catalog.ask(new PutProduct(product(sku, "Mug", 1), true)))
        .isEqualTo(new Stored(1, true, true));
    assertThat(catalog.ask(new PutProduct(dearer, false))).isEqualTo(new Stored(4, false, true));
    assertThat(
            catalog.askAll(
                List.of(new PutProduct(withdrawn(dearer)), new PutProduct(dearer, true))))
        .containsExactly(new Stored(5, false, false), new Stored(5, false, false));
  }

  @Test
  void stillKnowsWhatIsWithdrawn() {
    var product = catalog.sold("Cup", 250);
    catalog.put(withdrawn(product));
    assertThat(find(product.sku())).isEqualTo(found(withdrawn(product), 2));
  }

  @Test
  void putsManyOfOneSkuInTheOrderInWhichTheyCome() {
    var puts =
        IntStream.rangeClosed(1, 30).mapToObj(i -> new PutProduct(product(sku, "Cup", i))).toList();
    assertThat(catalog.askAll(puts))
        .isEqualTo(
            IntStream.rangeClosed(1, 30).mapToObj(i -> new Stored(i, i == 1, true)).toList());
    assertThat(find(sku)).isEqualTo(found(product(sku, "Cup", 30), 30));
    assertThat(catalog.announced(sku)).hasSize(30).endsWith(new PriceChanged(sku, 30));
  }

  @Test
  void countsWhatTwoProcessesPutAtOnceOneAfterTheOther() {
    try (var other = new RunningCatalog(catalog.database())) {
      var asked = new ArrayList<Future<Stored>>();
      for (int i = 0; i < 20; i++) {
        asked.add(catalog.asking(new PutProduct(product(sku, "Cup", i))));
        asked.add(other.asking(new PutProduct(product(sku, "Cup", 100 + i))));
      }
      var stored = asked.stream().map(LocalNode::get).toList();
      assertThat(stored).extracting(Stored::version).doesNotHaveDuplicates();
      assertThat(stored).filteredOn(Stored::created).hasSize(1);
      assertThat(catalog.announced(sku)).hasSize(40);
    }
  }

  @Test
  void keepsSkusApartThatDifferInCaseOnly() {
    var upper = new Sku(Fresh.sku().value());
    var lower = new Sku(upper.value().toLowerCase(Locale.ROOT));
    catalog.put(product(upper, "Upper", 1));
    assertThat(catalog.put(product(lower, "Lower", 2))).isEqualTo(new Stored(1, true, true));
    assertThat(find(upper)).isEqualTo(found(product(upper, "Upper", 1), 1));
  }

  private static FindProduct.Reply find(Sku sku) {
    return catalog.ask(new FindProduct(sku));
  }

  private static FindProduct.Reply found(Product product, long version) {
    return new FindProduct.Reply.Found(product, version);
  }

  @Test
  void tellsTheAuditWhoChangedWhatAndNothingWhereNothingChanged() {
    catalog.put(product(sku, "Cup", 250));
    catalog.put(product(sku, "Cup", 250));
    catalog.put(withdrawn(product(sku, "Cup", 260)));
    var acted = catalog.staffActions("catalog", "product:" + sku);
    assertThat(acted)
        .hasSize(2)
        .allSatisfy(it -> {
          assertThat(it.actor()).isEqualTo("client:noor");
          assertThat(it.operation()).isEqualTo("putProduct");
        });
    assertThat(acted.getFirst().before()).isEmpty();
    assertThat(acted.getFirst().after())
        .containsOnlyKeys("name", "descriptionDigest", "price", "category", "published")
        .containsEntry("price", "250 GBP")
        .containsEntry("published", "true");
    assertThat(acted.getLast().before()).isEqualTo(acted.getFirst().after());
    assertThat(acted.getLast().after())
        .containsEntry("price", "260 GBP")
        .containsEntry("published", "false");
  }
}
