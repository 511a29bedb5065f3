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
    var placed = new PlacedOrders(orders.database(), config);
    var moves = new OrderMoves(config);
    var steps = CheckoutSteps.of(orders.bus());

    var placing = orders.mailbox("StoreOrders", new StoreOrders(placed));
    var settling = orders.mailbox("SettleOrders", new SettleOrders(moves));
    var marking = orders.mailbox("MarkPaymentsInDoubt", new MarkPaymentsInDoubt(moves));
    var cancelling = orders.mailbox("CancelOrders", new CancelOrders(placed, moves, steps));
    var takingOver = orders.mailbox("TakeOver", RecoverOrders.takeOver(new RecoveryStore(config)));

    var inFlight = new CheckoutsInFlight(orders, placed, config.patience());
    var checkout = new Checkout(placing, steps, settling, marking, placed, inFlight, config);
    var pricer = new Pricer(orders.bus());
    var tokens = OrderTokens.read(orders.database());
    var access = new OrderAccess(tokens);

    orders.every(
        config.recoverEvery(),
        "recover orders",
        new RecoverOrders(orders, takingOver, checkout, config));
    orders.answer(
        PlaceOrder.class, new PlaceOrderHandler(pricer, checkout, inFlight, placed, tokens));
    orders.answer(QuoteOrder.class, new QuoteOrderHandler(pricer));
    orders.answer(FindOrder.class, new FindOrderHandler(placed, access));
    orders.answer(ListOrders.class, new ListOrdersHandler(placed));
    orders.answer(CancelOrder.class, new CancelOrderHandler(cancelling, access));
    orders.serveEach(ShipOrder.class, new ShipOrderHandler(placed, moves));
    orders.serveLog();
    orders.follow("payments", new PaymentFollower(placed, moves, steps));
  }
}
