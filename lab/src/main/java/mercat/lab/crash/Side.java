package mercat.lab.crash;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mercat.lab.load.Intention;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.Patience;
import mercat.lab.load.UnreachableException;
import mercat.lab.month.Month;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Shop;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Screen;

/**
 * One of two processes on the same database, and the buyers who come to it.
 *
 * @param load on an event loop of its own, so that neither side's buyers wait for the other's
 */
record Side(SystemProcess system, LoadGenerator load, Shop shop, OrderStream stream)
    implements AutoCloseable {
  private static final int BUYERS_AT_ONCE = 16;
  private static final long STOCK = 1_000_000;

  /**
   * Starts a process.
   *
   * @param databaseUrl the other one's database; empty for an embedded one of its own
   */
  static Side start(
      String name, Path folder, Optional<String> databaseUrl, AckFile acks, Screen screen) {
    var launch =
        SystemLaunch.onFreePorts(
            folder.resolve(name), Optional.empty(), Optional.empty(), databaseUrl);
    var system = SystemProcess.startAndAwaitReady(launch, screen);
    var load = new LoadGenerator();
    var token = databaseUrl.isEmpty() ? system.adminToken() : "";
    var shop = new Shop(load, launch.address(), token, Patience.USUAL);
    return new Side(system, load, shop, new OrderStream(name, shop, acks));
  }

  /** Puts the article on sale, for both sides. */
  void open() {
    var article = new Month.Product(OrderStream.SKU, "What both sell", OrderStream.PRICE_MINOR);
    var refused = shop.importProducts(List.of(article));
    var received = shop.call(shop.receipt(OrderStream.SKU, "freeze", STOCK, "freeze"));
    if (!refused.isEmpty() || !received.isSuccess()) {
      throw new UnreachableException("nothing to sell: " + refused + received.describe());
    }
  }

  /** Lets the buyers come; returns when they were stopped and the last one knows its fate. */
  void sell() {
    shop.settle(BUYERS_AT_ONCE, stream);
  }

  /** Has buyers of the other side ask here, and waits until each knows its fate. */
  void takeIn(List<Intention> strangers) {
    shop.settle(BUYERS_AT_ONCE, strangers.iterator());
  }

  @Override
  public void close() {
    load.close();
    system.close();
  }
}
