package mercat.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;

/** The catalog on a real server. */
final class RunningCatalog implements AutoCloseable {
  private final LocalNode node;

  private RunningCatalog(TestDatabase database) {
    node = new LocalNode(database, InstantSource.system(), Map.of());
    node.host(new CatalogContext());
  }

  static RunningCatalog start() {
    return on(TestDatabase.fresh());
  }

  /** A further process of the same system when the database has one already. */
  static RunningCatalog on(TestDatabase database) {
    return new RunningCatalog(database);
  }

  TestDatabase database() {
    return node.database();
  }

  <R extends Message> R ask(Request<R> request) {
    return node.ask(request);
  }

  <R extends Message> Future<R> asking(Request<R> request) {
    return node.asking(request);
  }

  <R extends Message> List<R> askAll(List<? extends Request<R>> requests) {
    return node.askAll(requests);
  }

  /** A product that is for sale. */
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
    return node.announced(
        "catalog", UUID.nameUUIDFromBytes(sku.value().getBytes(StandardCharsets.UTF_8)));
  }

  static Product product(Sku sku, String name, long pence) {
    return new Product(sku, name, "", new Money(pence, "GBP"), "", true);
  }

  static Product withdrawn(Product product) {
    return new Product(
        product.sku(),
        product.name(),
        product.description(),
        product.price(),
        product.category(),
        false);
  }

  @Override
  public void close() {
    node.close();
  }
}
