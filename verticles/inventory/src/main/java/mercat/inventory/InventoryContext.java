package mercat.inventory;

import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.StockLevels;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Inventory: what is in stock, and what of it is held for orders. */
public final class InventoryContext implements ContextDefinition {
  @Override
  public String name() {
    return "inventory";
  }

  @Override
  public void start(BoundedContext inventory) {
    var store = new StockStore(inventory.database());
    inventory.serveBatch(ReserveStock.class, new ReserveStockHandler(store));
    inventory.serveBatch(ReceiveStock.class, new ReceiveStockHandler(store));
    inventory.answer(
        StockLevels.class, (request, call) -> new StockLevels.Levels(store.levels(request.skus())));
    inventory.serveLog();
    inventory.follow("orders", new OrderFollower(store));
  }
}
