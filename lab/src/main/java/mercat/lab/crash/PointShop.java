package mercat.lab.crash;

import java.util.List;
import mercat.lab.load.UnreachableException;
import mercat.lab.month.Month;
import mercat.lab.shop.Shop;

/** What is for sale while processes die at their points. */
final class PointShop {
  private static final long STOCK = 1_000_000;

  private PointShop() {}

  /** Puts on sale one article that is there, and one that is not. */
  static void open(Shop shop) {
    publish(shop, Client.SKU);
    publish(shop, Client.NOWHERE);
    var received = shop.call(shop.receipt(Client.SKU, "opening", STOCK, "crash points"));
    if (!received.isSuccess()) {
      throw new UnreachableException("nothing to sell: " + received.describe());
    }
    shop.awaitPublished(Client.SKU);
    shop.awaitPublished(Client.NOWHERE);
  }

  static void publish(Shop shop, String sku) {
    var article = new Month.Product(sku, "To be bought while all dies", Client.PRICE_MINOR);
    var refused = shop.importProducts(List.of(article));
    if (!refused.isEmpty()) {
      throw new UnreachableException("cannot be sold: " + refused);
    }
  }
}
