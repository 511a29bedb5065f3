package mercat.catalog;

import static mercat.catalog.RunningCatalog.product;
import static mercat.catalog.RunningCatalog.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.Product;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import mercat.testkit.ShopSample;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class FindProductsIT {
  @AutoClose static final RunningCatalog catalog = new RunningCatalog();

  @Test
  void findsWordsInNameAndSkuInAnyCase() {
    var product = catalog.sold("White Hanging Heart", 255);
    assertThat(find("hanging h")).containsExactly(product);
    assertThat(find("HANGING")).containsExactly(product);
    assertThat(find(product.sku().value().toLowerCase(Locale.ROOT))).containsExactly(product);
    assertThat(find("hanging zzz")).isEmpty();
  }

  @Test
  void findsAllTheWordsInAnyOrder() {
    var product = catalog.sold("White glazed teapot", 255);
    catalog.put(product(Fresh.sku(), "White glazed saucer", 255));
    assertThat(find("teapot  white")).contains(product).hasSize(1);
    assertThat(find("\u00a0teapot\u3000white\u00a0")).containsExactly(product);
    assertThat(find("teapot " + product.sku().value())).containsExactly(product);
  }

  @Test
  void endsAPageEarlyThatWeighsTooMuch() {
    var heavy =
        Stream.generate(() ->
                ShopSample.product(it -> {
                  it.description = "\u20ac".repeat(20_000);
                  it.category = "heavy";
                }))
            .limit(130)
            .toList();
    heavy.forEach(catalog::put);
    var first = catalog.ask(new FindProducts("", "heavy", "", 100));
    assertThat(first.products()).hasSizeBetween(60, 80);
    assertThat(first.more()).isTrue();
    var last = first.products().getLast().sku().value();
    var second = catalog.ask(new FindProducts("", "heavy", last, 100));
    assertThat(first.products().size() + second.products().size()).isEqualTo(130);
    assertThat(second.more()).isFalse();
  }

  @Test
  void findsSignsThatMeanSomethingToSqlAsTheyAre() {
    var percent = catalog.sold("Wool 100% pure", 1);
    var underscore = catalog.sold("Wool snake_case", 1);
    var backslash = catalog.sold("Wool back\\slash", 1);
    var quote = catalog.sold("Wool O'Neill", 1);
    assertThat(find("0%")).containsExactly(percent);
    assertThat(find("e_c")).containsExactly(underscore);
    assertThat(find("k\\s")).containsExactly(backslash);
    assertThat(find("O'N")).containsExactly(quote);
    assertThat(find("l%p")).isEmpty();
    assertThat(find("l_p")).isEmpty();
  }

  @Test
  void findsNothingThatBuyersMayNotSee() {
    var product = catalog.sold("Lantern", 100);
    assertThat(find("lantern")).containsExactly(product);
    catalog.put(withdrawn(product));
    assertThat(find("lantern")).isEmpty();
    var drafts = new FindProducts("lantern", "", "", 10, true);
    assertThat(catalog.ask(drafts).products()).containsExactly(withdrawn(product));
    catalog.assertOnlyFor("products:read", drafts);
  }

  @Test
  void findsOneCategoryOnly() {
    var pets = inCategory("pets", true);
    catalog.put(pets);
    catalog.put(inCategory("PETS", true));
    catalog.put(inCategory("pets", false));
    catalog.put(inCategory("petshop", true));
    assertThat(catalog.ask(new FindProducts("", "pets", "", 10)).products()).containsExactly(pets);
    assertThat(catalog.ask(new FindProducts("nothing of it", "pets", "", 10)).products()).isEmpty();
  }

  @Test
  void showsEveryProductOnceHoweverThePagesAreCut() {
    var skus =
        Stream.of(
                "a", "A", "a-1", "a 1", "a1", "B", "b", "b_2", "b.2", "b/2", "Z", "z", "0", "10",
                "9")
            .map(form -> new Sku(form + "z" + Fresh.text("PAGE")))
            .toList();
    skus.forEach(sku -> catalog.put(product(sku, "Paged", 1)));
    Cases.check(
        20,
        cases -> {
          int limit = cases.number(1, skus.size() + 1);
          var seen = new ArrayList<Sku>();
          FindProducts.Found page;
          do {
            var after = seen.isEmpty() ? "" : seen.getLast().value();
            page = catalog.ask(new FindProducts("paged", "", after, limit));
            assertThat(page.products()).hasSizeLessThanOrEqualTo(limit);
            page.products().forEach(product -> seen.add(product.sku()));
          } while (page.more());
          assertThat(seen).isEqualTo(skus.stream().sorted().toList());
        });
  }

  private static Product inCategory(String category, boolean published) {
    return ShopSample.product(it -> {
      it.category = category;
      it.published = published;
    });
  }

  private static List<Product> find(String text) {
    return catalog.ask(new FindProducts(text, "", "", 100)).products();
  }
}
