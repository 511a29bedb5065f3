package mercat.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.payments.AuthorizePayment;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;

/** Orders on a real server, beside stand-ins for those it asks and follows. */
final class RunningOrders implements AutoCloseable {
  static final Actor SUPPORT = new Actor("somebody", Set.of("support"));

  /** What every unit costs. */
  static final Money PRICE = new Money(250, "GBP");

  private final LocalNode node;
  final StandIn catalog;
  final StandIn inventory;
  final StandIn payments;

  private RunningOrders(TestDatabase database, Map<String, String> settings) {
    var all = new HashMap<>(Map.of("orders.recover-every", "1h"));
    all.putAll(settings);
    node = new LocalNode(database, InstantSource.system(), all);
    catalog = node.standIn("catalog");
    inventory = node.standIn("inventory");
    payments = node.standIn("payments");
    everybodyAgrees();
    node.host(new OrdersContext());
  }

  /** Orders on a fresh database. Nothing that stands still is taken over. */
  static RunningOrders start() {
    return on(TestDatabase.fresh(), Map.of());
  }

  /** A further process of the same system when the database has one already. */
  static RunningOrders on(TestDatabase database, Map<String, String> settings) {
    return new RunningOrders(database, settings);
  }

  /** Everything is for sale, there, and paid for. */
  void everybodyAgrees() {
    catalog.answers(
        PriceLines.class,
        request ->
            Future.succeededFuture(
                new PriceLines.Reply.Priced(
                    request.skus().stream()
                        .map(sku -> new PriceLines.Price(sku, "Thing " + sku, PRICE))
                        .toList())));
    inventory.answers(
        ReserveStock.class,
        request -> Future.succeededFuture(new ReserveStock.Reply.Reserved(request.orderId())));
    payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.Authorized());
  }

  /** From now on payments answers only when the promise is kept. */
  Promise<AuthorizePayment.Reply> withholdPayment() {
    var answer = Promise.<AuthorizePayment.Reply>promise();
    payments.answers(AuthorizePayment.class, request -> answer.future());
    return answer;
  }

  LocalNode node() {
    return node;
  }

  TestDatabase database() {
    return node.database();
  }

  /** A request for two units of something. */
  static PlaceOrder order() {
    return order(Fresh.text("key"), "buyer@example.org", new Line(new Sku("CUP"), 2));
  }

  static PlaceOrder order(String key, String email, Line... lines) {
    return new PlaceOrder(
        Fresh.orderId(), key, email, List.of(lines), "card", "tok_ok", null, null);
  }

  /** The same intention, sent again: the edge gives it another id. */
  static PlaceOrder again(PlaceOrder request) {
    return new PlaceOrder(
        Fresh.orderId(),
        request.key(),
        request.email(),
        request.lines(),
        request.paymentMethod(),
        request.token(),
        request.expectedTotal(),
        request.shippingAddress());
  }

  PlaceOrder.Reply place(PlaceOrder request) {
    return node.ask(request);
  }

  /** Places an order that nobody refuses. */
  Order placed(PlaceOrder request) {
    return ((PlaceOrder.Reply.Placed) place(request)).order();
  }

  /** The order as staff sees it. */
  Order find(OrderId id) {
    return ((FindOrder.Reply.Found) node.askAs(SUPPORT, new FindOrder(id, ""))).order();
  }

  CancelOrder.Reply cancel(OrderId id) {
    return LocalNode.get(cancelling(id));
  }

  Future<CancelOrder.Reply> cancelling(OrderId id) {
    return node.askingAs(SUPPORT, new CancelOrder(id, ""));
  }

  List<Event> announced(OrderId id) {
    return node.announced("orders", id.value());
  }

  /** Lets payments announce something, and waits until orders has heard. */
  void hears(Event... events) {
    payments.announces(events);
    node.awaitFollowed("orders", "payments");
  }

  /** Keeps everybody from moving the order. */
  TestDatabase.Held hold(OrderId id) {
    return database().hold("select from orders.orders where id = '%s' for update".formatted(id));
  }

  /** Waits until an order has a status. */
  void awaitStatus(OrderId id, OrderStatus status) {
    LocalNode.eventually(() -> assertThat(find(id).status()).isEqualTo(status));
  }

  void awaitAskedForPayment(OrderId id) {
    LocalNode.eventually(() ->
        assertThat(payments.asked(AuthorizePayment.class))
            .extracting(AuthorizePayment::orderId)
            .contains(id));
  }

  @Override
  public void close() {
    node.close();
  }
}
