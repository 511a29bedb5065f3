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
    var stock = new StockStore(inventory.database());
    var reservations = new ReservationStore();
    inventory.serveBatch(ReserveStock.class, new ReserveStockHandler(reservations, stock));
    inventory.serveBatch(ReceiveStock.class, new ReceiveStockHandler(stock));
    inventory.answer(
        StockLevels.class, (request, call) -> new StockLevels.Levels(stock.levels(request.skus())));
    inventory.serveLog();
    inventory.follow("orders", new SettleReservations(reservations, stock));
  }
}
