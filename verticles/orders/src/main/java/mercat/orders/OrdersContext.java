package mercat.orders;

import java.time.Duration;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.FindBaskets;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOwnBaskets;
import mercat.contracts.orders.FindOwnOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrderWithCoupon;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.PlaceOwnOrderWithCoupon;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrderWithCoupon;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.contracts.orders.ShipOrder;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Orders: takes them, and decides what becomes of each. */
public final class OrdersContext implements ContextDefinition {
  private static final Duration ERASE_EVERY = Duration.ofSeconds(1);
  private static final Duration SWEEP_EMAILS_EVERY = Duration.ofSeconds(1);

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
    var tokens = orders.patiently(() -> OrderTokens.read(orders.database()));
    var steps = CheckoutSteps.of(orders.bus(), tokens);
    var checkout = new Checkout(orders, steps, placed, moves, config);
    var pricer = new Pricer(orders.bus());
    var accounts = new CustomerAccounts(orders.bus());
    var found = new FindOrders(placed, new OrderPages(orders.database()), tokens);
    var baskets = new BasketReader(orders.database());
    var placing = new PlaceOrderHandler(accounts, pricer, checkout, placed, tokens);
    var cancelling = new CancelOrderHandler(orders, tokens, placed, moves, steps);
    orders.every(
        config.recoverEvery(), "recover orders", new RecoverOrders(orders, checkout, config));
    orders.every(ERASE_EVERY, "erase buyers", new EraseBuyers(orders));
    orders.every(SWEEP_EMAILS_EVERY, "sweep e-mails", new CustomerEmails(orders));
    orders.answer(PlaceOrder.class, placing);
    orders.answer(PlaceOrderWithCoupon.class, placing::placeWithCoupon);
    orders.answer(QuoteOrder.class, pricer::quote);
    orders.answer(QuoteOrderWithCoupon.class, pricer::quoteWithCoupon);
    orders.answer(FindOrder.class, found::find);
    orders.answer(ReadOrder.class, found::read);
    orders.answer(SearchOrders.class, found::search);
    orders.answer(ListOrders.class, found::list);
    orders.answer(CancelOrder.class, cancelling);
    orders.answer(PlaceOwnOrder.class, placing::placeOwn);
    orders.answer(PlaceOwnOrderWithCoupon.class, placing::placeOwnWithCoupon);
    orders.answer(FindOwnOrder.class, found::findOwn);
    orders.answer(ListOwnOrders.class, found::listOwn);
    orders.answer(CancelOwnOrder.class, cancelling::cancelOwn);
    orders.answer(ClaimOrders.class, new ClaimOrdersHandler(orders, accounts));
    orders.answer(FindBaskets.class, baskets::byId);
    orders.answer(FindOwnBaskets.class, baskets::own);
    orders.serveEach(ShipOrder.class, new ShipOrderHandler(placed, moves));
    orders.serveLog();
    orders.follow("payments", new PaymentFollower(placed, moves, steps));
    orders.follow("accounts", new AccountFollower());
  }
}
