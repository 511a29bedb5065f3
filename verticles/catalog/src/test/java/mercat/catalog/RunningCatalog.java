package mercat.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.ShopSample;
import mercat.testkit.TestDatabase;

/** The catalog on a real server. */
final class RunningCatalog extends LocalNode {
  private static final Actor STAFF = new Actor("noor", Set.of("catalog"));

  RunningCatalog() {
    this(TestDatabase.fresh());
  }

  /** A further process of the same system when the database has one already. */
  RunningCatalog(TestDatabase database) {
    super(database, Map.of());
    host(new CatalogContext());
  }

  /** Asks as staff of the catalog. */
  @Override
  public <R extends Message> Future<R> asking(Request<R> request) {
    return askingAs(STAFF, request);
  }

  Product sold(String name, long pence) {
    var product = product(Fresh.sku(), name, pence);
    put(product);
    return product;
  }

  @CanIgnoreReturnValue
  PutProduct.Stored put(Product product) {
    var stored = ask(new PutProduct(product));
    assertThat(stored.version()).isPositive();
    return stored;
  }

  PriceLines.Reply prices(Sku... skus) {
    return ask(new PriceLines(List.of(skus)));
  }

  List<Event> announced(Sku sku) {
    return announced("catalog", sku.key());
  }

  static Product product(Sku sku, String name, long pence) {
    return ShopSample.product(it -> {
      it.sku = sku;
      it.name = name;
      it.price = new Money(pence, "GBP");
    });
  }

  static Product withdrawn(Product product) {
    return product.withPublished(false);
  }
}
