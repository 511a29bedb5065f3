package mercat.lab.bench;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RequestTemplate;
import mercat.lab.load.UnreachableException;
import mercat.lab.month.Month;
import mercat.lab.shop.Shop;

/** The articles that a bench sells, and the orders it places for them. */
public final class BenchShop {
  public static final int SKUS = 100;
  public static final int CONNECTIONS = 256;

  private static final long PRICE_MINOR = 1_999;
  public static final int BUYERS = 100_000;

  /** The interface's limit for one receipt. */
  private static final long RECEIPT_MAX = 1_000_000;

  private static final int HOT_RECEIPTS = 20;

  private final Shop shop;
  private final LoadGenerator load;
  private long orders;

  public BenchShop(Shop shop, LoadGenerator load) {
    this.shop = shop;
    this.load = load;
  }

  public Shop shop() {
    return shop;
  }

  public LoadGenerator load() {
    return load;
  }

  /** Puts the articles on sale, with more stock than a bench can sell. */
  public void open() {
    var products = new ArrayList<Month.Product>();
    for (var i = 0; i < SKUS; i++) {
      products.add(new Month.Product(sku(i), "Article " + i + " of the bench", PRICE_MINOR));
    }
    var refused = shop.importProducts(products);
    if (!refused.isEmpty()) {
      throw new UnreachableException("an article was refused: " + refused.getFirst());
    }
    for (var i = 0; i < SKUS; i++) {
      for (var receipt = 0; receipt < (i == 0 ? HOT_RECEIPTS : 1); receipt++) {
        var key = "bench-" + sku(i) + "-" + receipt;
        var received = shop.call(shop.receipt(sku(i), key, RECEIPT_MAX, "bench"));
        if (!received.isSuccess()) {
          throw new UnreachableException("stock was refused: " + received.describe());
        }
      }
    }
    shop.awaitPublished(sku(SKUS - 1));
  }

  static String sku(int number) {
    return "BENCH-" + RequestTemplate.digits(number);
  }

  /** An order of one unit: its key has the number {0}, its buyer {1}, its article {2}. */
  public RequestTemplate order(String key, String paymentToken) {
    return RequestTemplate.of(
        shop.order(
            key,
            "buyer-{1}@example.org",
            List.of(new Month.Line("BENCH-{2}", 1, PRICE_MINOR)),
            paymentToken));
  }

  /** Orders of one unit, each of another key, by one of many buyers. */
  Orders orders(int skus, String paymentToken) {
    return new Orders(order("bench-{0}", paymentToken), skus);
  }

  /** Lets the code become warm. */
  void warmUp(Duration length) {
    var random = orders(SKUS, "tok_ok");
    var unused =
        load.closedLoop(
            shop.address(), CONNECTIONS, length, Long.MAX_VALUE, number -> random.next());
  }

  /** A stream of requests for orders; no two have the same key, in the whole bench. */
  final class Orders {
    private final RequestTemplate template;
    private final int skus;

    private Orders(RequestTemplate template, int skus) {
      this.template = template;
      this.skus = skus;
    }

    Buffer next() {
      var random = ThreadLocalRandom.current();
      return template.render(orders++, random.nextInt(BUYERS), random.nextInt(skus));
    }
  }
}
