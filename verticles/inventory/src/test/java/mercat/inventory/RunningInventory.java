package mercat.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.Line;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.inventory.StockReleased;
import mercat.contracts.inventory.StockReserved;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;

/** Inventory on a real server, beside a stand-in for orders. */
final class RunningInventory extends LocalNode {
  private static final Actor STAFF = new Actor("noor", Set.of("catalog"));
  private static final Money TOTAL = new Money(500, "GBP");

  private final StandIn orders = standIn("orders");

  RunningInventory() {
    this(TestDatabase.fresh());
  }

  /** A further process of the same system when the database has one already. */
  RunningInventory(TestDatabase database) {
    super(database, Map.of());
    host(new InventoryContext());
  }

  /** Asks as staff of the catalog. */
  @Override
  public <R extends Message> Future<R> asking(Request<R> request) {
    return askingAs(STAFF, request);
  }

  Sku stocked(long units) {
    var sku = Fresh.sku();
    receive(sku, units);
    return sku;
  }

  void receive(Sku sku, long units) {
    assertThat(ask(new ReceiveStock(sku, Fresh.text("delivery"), units, "")))
        .isInstanceOf(ReceiveStock.Reply.Received.class);
  }

  StockLevel level(Sku sku) {
    return ask(new StockLevels(List.of(sku))).levels().getFirst();
  }

  void assertLevel(Sku sku, long onHand, long reserved) {
    assertThat(level(sku)).isEqualTo(new StockLevel(sku, onHand, reserved));
  }

  /** What was held for the order is available again, as was announced once. */
  void assertReleased(OrderId id) {
    assertThat(announced(id)).containsExactly(new StockReserved(id), new StockReleased(id));
  }

  ReserveStock.Reply reserve(OrderId id, Line... lines) {
    return ask(new ReserveStock(id, List.of(lines)));
  }

  Future<ReserveStock.Reply> reserving(OrderId id, Line... lines) {
    return asking(new ReserveStock(id, List.of(lines)));
  }

  OrderId holding(Line... lines) {
    var id = Fresh.orderId();
    assertThat(reserve(id, lines)).isEqualTo(new ReserveStock.Reply.Reserved(id));
    return id;
  }

  /** Asks for all of them in one batch: they wait together while another order is decided. */
  <R extends Message> List<R> inOneBatch(List<? extends Request<R>> requests) {
    var gate = stocked(1);
    var held = hold(gate);
    return askBehind(held, reserving(Fresh.orderId(), new Line(gate, 1)), requests);
  }

  TestDatabase.Held hold(Sku sku) {
    return hold("select from inventory.stock where sku = '%s' for update", sku);
  }

  void announces(Event... events) {
    orders.announces(events);
  }

  /** Lets orders announce something, and waits until inventory has heard. */
  void hears(Event... events) {
    announces(events);
    awaitFollowed("inventory", "orders");
  }

  /** Lets another version of orders write into its log, as JSON. */
  void writes(String... events) {
    change(
        """
        insert into orders.log (position, first, events)
        select coalesce(max(position), 0) + %d, coalesce(max(position), 0) + 1, '[%s]'
          from orders.log\
        """,
        events.length, String.join(",", events));
  }

  /** An event of orders as it stands in the log. */
  static String event(String type, OrderId id, String fields) {
    return """
    {"key":"%s","type":"%s","trace":"","payload":{"is":"%s","orderId":"%s",%s}}\
    """
        .formatted(id, type, type, id, fields);
  }

  List<Event> announced(OrderId id) {
    return announced("inventory", id.value());
  }

  static OrderConfirmed confirmed(OrderId id) {
    return new OrderConfirmed(id, TOTAL);
  }

  static OrderRejected rejected(OrderId id) {
    return new OrderRejected(id, "payment_declined", Set.of(Step.STOCK));
  }

  static OrderCancelled cancelled(OrderId id) {
    return new OrderCancelled(id, TOTAL);
  }
}
