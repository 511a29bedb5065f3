package mercat.orders;

import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
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
    var checkout = new Checkout(orders, steps, placed, moves, config);
    var pricer = new Pricer(orders.bus());
    var tokens = orders.patiently(() -> OrderTokens.read(orders.database()));
    var found = new FindOrders(placed, tokens);
    orders.every(
        config.recoverEvery(), "recover orders", new RecoverOrders(orders, checkout, config));
    orders.answer(PlaceOrder.class, new PlaceOrderHandler(pricer, checkout, placed, tokens));
    orders.answer(QuoteOrder.class, pricer::quote);
    orders.answer(FindOrder.class, found::find);
    orders.answer(ReadOrder.class, found::read);
    orders.answer(SearchOrders.class, found::search);
    orders.answer(ListOrders.class, found::list);
    orders.answer(CancelOrder.class, new CancelOrderHandler(orders, tokens, placed, moves, steps));
    orders.serveEach(ShipOrder.class, new ShipOrderHandler(placed, moves));
    orders.serveLog();
    orders.follow("payments", new PaymentFollower(placed, moves, steps));
  }
}
