package mercat.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.InstantSource;
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
import mercat.testkit.TestDatabase;

/** The catalog on a real server. */
final class RunningCatalog implements AutoCloseable {
  private static final Actor STAFF = new Actor("noor", Set.of("catalog"));

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
    return LocalNode.get(asking(request));
  }

  /** Asks as staff of the catalog. */
  <R extends Message> Future<R> asking(Request<R> request) {
    return node.askingAs(STAFF, request);
  }

  <R extends Message> R askAs(Actor actor, Request<R> request) {
    return node.askAs(actor, request);
  }

  <R extends Message> List<R> askAll(List<? extends Request<R>> requests) {
    var asked = requests.stream().map(this::asking).toList();
    return asked.stream().map(LocalNode::get).toList();
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
    return node.announced("catalog", sku.key());
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
