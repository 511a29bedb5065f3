package mercat.orders;

import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.ShipOrder;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Orders: takes them, and decides what becomes of each. */
public final class OrdersContext implements ContextDefinition {
  @Override
  public String name() {
    return "orders";
  }

  @Override
  public Class<? extends Record> config() {
    return OrdersConfig.class;
  }

  @Override
  public void start(BoundedContext orders) {
    var config = orders.config(OrdersConfig.class);
    var store = new OrderStore(orders.database());
    var recovery = new RecoveryStore(config);
    var tokens = new OrderTokens(store.tokenKey());
    var access = new OrderAccess(tokens);
    var settleOrders = new SettleOrders(store);

    var storing = orders.mailbox("StoreOrders", new StoreOrders(store, config));
    var settling = orders.mailbox("SettleOrders", settleOrders);
    var doubting = orders.mailbox("NoteDoubts", new NoteDoubts(recovery));
    var cancelling = orders.mailbox("CancelOrders", new CancelOrders(store, settleOrders));
    var takingOver = orders.mailbox("TakeOver", RecoverOrders.takeOver(recovery));
    var checkout = new Checkout(orders, settling, doubting, store, config);

    orders.every(
        config.recoverEvery(),
        "recover orders",
        new RecoverOrders(orders, takingOver, checkout, config));
    orders.answer(
        PlaceOrder.class, new PlaceOrderHandler(orders.bus(), storing, checkout, store, tokens));
    orders.answer(QuoteOrder.class, new QuoteOrderHandler(orders.bus()));
    orders.answer(FindOrder.class, new FindOrderHandler(store, access));
    orders.answer(ListOrders.class, new ListOrdersHandler(store));
    orders.answer(CancelOrder.class, new CancelOrderHandler(cancelling, access));
    orders.serveEach(ShipOrder.class, new ShipOrderHandler(store));
    orders.serveLog();
    orders.follow("payments", new PaymentFollower(store, settleOrders));
  }
}
