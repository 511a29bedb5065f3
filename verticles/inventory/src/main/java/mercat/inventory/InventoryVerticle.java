package mercat.inventory;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.StockLevels;
import mercat.platform.BoundedContext;

/** Everything inventory answers and follows. */
final class InventoryVerticle extends VerticleBase {
  private final BoundedContext inventory;

  InventoryVerticle(BoundedContext inventory) {
    this.inventory = inventory;
  }

  @Override
  public Future<?> start() {
    var store = new StockStore(inventory.database());
    return Future.all(
        inventory.serveBatch(ReserveStock.class, new ReserveStockHandler(store)),
        inventory.serveBatch(ReceiveStock.class, new ReceiveStockHandler(store)),
        inventory.answer(
            StockLevels.class,
            (request, call) -> new StockLevels.Levels(store.levels(request.skus()))),
        inventory.serveLog(),
        inventory.follow("orders", new OrderFollower(store)));
  }
}
