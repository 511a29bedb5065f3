package mercat.orders;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.ShipOrder;
import mercat.platform.BoundedContext;

/** Everything orders answers and follows. */
final class OrdersVerticle extends VerticleBase {
  private final BoundedContext orders;

  OrdersVerticle(BoundedContext orders) {
    this.orders = orders;
  }

  @Override
  public Future<?> start() {
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
    return Future.all(
        List.of(
            orders.answer(
                PlaceOrder.class,
                new PlaceOrderHandler(orders.bus(), storing, checkout, store, tokens)),
            orders.answer(QuoteOrder.class, new QuoteOrderHandler(orders.bus())),
            orders.answer(FindOrder.class, new FindOrderHandler(store, access)),
            orders.answer(ListOrders.class, new ListOrdersHandler(store)),
            orders.answer(CancelOrder.class, new CancelOrderHandler(cancelling, access)),
            orders.serveEach(ShipOrder.class, new ShipOrderHandler(store)),
            orders.serveLog(),
            orders.follow("payments", new PaymentFollower(store, settleOrders))));
  }
}
