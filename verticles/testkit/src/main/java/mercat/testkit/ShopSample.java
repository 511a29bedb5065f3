package mercat.testkit;

import java.util.List;
import java.util.function.Consumer;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import mercat.contracts.orders.PlaceOrder;
import org.jspecify.annotations.Nullable;

/** Products and orders of which a test says by name what matters to it: all else stands here. */
public final class ShopSample {
  private ShopSample() {}

  /** What a product may be. */
  public static final class ProductSample {
    public Sku sku = Fresh.sku();
    public String name = "Thing";
    public String description = "";
    public Money price = new Money(1, "GBP");
    public String category = "";
    public boolean published = true;
  }

  /** What a buyer may ask for. */
  public static final class OrderSample {
    public OrderId id = Fresh.orderId();
    public String key = Fresh.text("key");
    public String email = "buyer@example.org";
    public List<Line> lines = List.of(new Line(new Sku("CUP"), 2));
    public String method = "card";
    public String token = "tok_ok";
    public @Nullable Money expectedTotal;
    public @Nullable Address address;
  }

  public static Product product(Consumer<ProductSample> what) {
    var it = new ProductSample();
    what.accept(it);
    return new Product(it.sku, it.name, it.description, it.price, it.category, it.published);
  }

  public static PlaceOrder order(Consumer<OrderSample> what) {
    var it = new OrderSample();
    what.accept(it);
    return new PlaceOrder(
        it.id, it.key, it.email, it.lines, it.method, it.token, it.expectedTotal, it.address);
  }
}
