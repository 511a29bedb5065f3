package mercat.lab.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mercat.lab.fake.FakeShop;
import mercat.lab.fake.FakeShop.Manner;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How the lab fills a catalogue that has no time for each of its lines. */
class ProductImportTest {
  private static final List<Month.Product> PRODUCTS =
      List.of(product("A"), product(""), product("B"));
  private static final RetryPolicy IMPATIENT =
      new RetryPolicy(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(2));

  @AutoClose private final FakeShop shop = new FakeShop(Manner.DIFFICULT);
  @AutoClose private final LoadGenerator load = new LoadGenerator();

  @Test
  void putsThoseLinesAgainOfWhichNobodyKnowsWhatBecame() {
    var client = shop.client(load);
    assertThat(client.importProducts(PRODUCTS))
        .singleElement()
        .asString()
        .contains("invalid_request");
    assertThat(client.call(client.readProduct("A")).status()).isEqualTo(200);
    assertThat(client.call(client.readProduct("B")).status()).isEqualTo(200);
  }

  @Test
  void givesUpWhenItsTimeIsOver() {
    assertThat(shop.client(load).with(IMPATIENT).importProducts(PRODUCTS))
        .filteredOn(refusal -> refusal.contains("outcome_unknown"))
        .hasSize(2);
  }

  private static Month.Product product(String sku) {
    return new Month.Product(sku, "To be bought", 1_999);
  }
}
