package mercat.architecture;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.Line;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.inventory.StockDepleted;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.inventory.StockReceived;
import mercat.contracts.inventory.StockReleased;
import mercat.contracts.inventory.StockReserved;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.UnreadEvent;
import mercat.contracts.orders.Address;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.PaymentAuthorized;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentDeclined;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentUnknown;
import mercat.contracts.payments.PaymentVoided;
import mercat.contracts.payments.RefundPayment;
import org.jspecify.annotations.Nullable;

/**
 * A sample of every word of the vocabulary, by its name on the wire. A second one of a word, where
 * it has fields that may be absent, is named with what it lacks.
 */
final class WireSamples {
  /** Every sample. */
  static final Map<String, Message> ALL = new TreeMap<>();

  private static final Sku CUP = new Sku("85123A");
  private static final Money PENCE = new Money(255, "GBP");
  private static final Money TOTAL = new Money(1_530, "GBP");
  private static final Money NOTHING = new Money(0, "GBP");
  private static final OrderId ID =
      new OrderId(UUID.fromString("019a9f3c-7d10-7a31-8f2e-5b1d0c9e4a77"));
  private static final UUID OTHER_ID = UUID.fromString("019a9f3c-7d11-7000-8000-000000000001");
  private static final Instant TIME = Instant.parse("2026-11-27T08:00:00.123456Z");
  private static final Shortage SHORTAGE = new Shortage(CUP, 6, 5);
  private static final Line LINE = new Line(CUP, 6);
  private static final OrderLine ORDER_LINE =
      new OrderLine(CUP, "White „hanging“ heart", 6, PENCE, TOTAL);
  private static final OrderTotals TOTALS =
      new OrderTotals(TOTAL, NOTHING, NOTHING, NOTHING, TOTAL);
  private static final Order ORDER =
      new Order(
          ID,
          "M1001",
          OrderStatus.CONFIRMED,
          List.of(ORDER_LINE),
          TOTALS,
          PaymentStatus.PARTLY_REFUNDED,
          FulfilmentStatus.SHIPPED,
          TIME,
          TIME);
  private static final Order PENDING =
      new Order(
          ID,
          "M1001",
          OrderStatus.PENDING,
          List.of(ORDER_LINE),
          TOTALS,
          PaymentStatus.NONE,
          FulfilmentStatus.NONE,
          TIME,
          null);
  private static final Product PRODUCT =
      new Product(CUP, "White „hanging“ heart", "Two\nlines", PENCE, "hearts", true);

  static {
    log();
    accounts();
    catalog();
    inventory();
    orders();
    payments();
  }

  private WireSamples() {}

  /** The name of a word: its context, and its class as Java nests it. */
  static String nameOf(Class<?> word) {
    var context = word.getPackageName();
    return context.substring(context.lastIndexOf('.') + 1)
        + word.getName().substring(context.length()).replace('$', '.');
  }

  private static void log() {
    add(new ReadLog("orders", "inventory", 41, 1_000, Set.of("OrderConfirmed")));
    add(
        new ReadLog.Entries(
            OTHER_ID,
            43,
            2,
            List.of(
                new LogEntry(
                    42,
                    ID.value(),
                    new OrderConfirmed(ID, TOTAL),
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                    TIME))));
    add(new UnreadEvent("OrderLost", "{\"is\":\"OrderLost\"}", "unknown event OrderLost"));
  }

  private static void accounts() {
    add(new CheckStaffToken("0123456789abcdef".repeat(4)));
    add(new CheckStaffToken.Reply.Staff("first", Set.of("admin")));
    add(new CheckStaffToken.Reply.Unknown());
  }

  private static void catalog() {
    add(new PutProduct(PRODUCT));
    add(new PutProduct.Stored(3, false));
    add(new FindProduct(CUP));
    add(new FindProduct.Reply.Found(PRODUCT, 3));
    add(new FindProduct.Reply.Unknown());
    add(new FindProducts("heart", "hearts", "85123", 20));
    add(new FindProducts.Found(List.of(PRODUCT), true));
    add(new PriceLines(List.of(CUP)));
    add(
        new PriceLines.Reply.Priced(
            List.of(new PriceLines.Price(CUP, "White „hanging“ heart", PENCE))));
    add(new PriceLines.Reply.UnknownSkus(List.of(CUP)));
    add(new ProductPublished(CUP, 1));
    add(new ProductChanged(CUP, 2));
    add(new PriceChanged(CUP, 3));
    add(new ProductWithdrawn(CUP, 4));
  }

  private static void inventory() {
    var level = new StockLevel(CUP, 100, 6);
    add(new ReceiveStock(CUP, "delivery-1", 100, "first delivery"));
    add(new ReceiveStock.Reply.Received(level, true));
    add(new ReceiveStock.Reply.KeyReused());
    add(new StockLevels(List.of(CUP)));
    add(new StockLevels.Levels(List.of(level)));
    add(new ReserveStock(ID, List.of(LINE)));
    add(new ReserveStock.Reply.Reserved(ID));
    add(new ReserveStock.Reply.OutOfStock(List.of(SHORTAGE)));
    add(new ReserveStock.Reply.AlreadySettled());
    add(new StockReceived(CUP, 100));
    add(new StockReserved(ID));
    add(new StockReleased(ID));
    add(new StockDepleted(CUP));
  }

  private static void orders() {
    add(new QuoteOrder(List.of(LINE)));
    add(new QuoteOrder.Reply.Quoted(List.of(ORDER_LINE), TOTALS));
    add(new QuoteOrder.Reply.UnknownSkus(List.of(CUP)));
    add(new QuoteOrder.Reply.NotSummable("products are priced in GBP and EUR"));
    add(placeOrder(TOTAL, new Address("Zoë", "1 Street", "", "London", "", "N1", "GB")));
    add(" without total and address", placeOrder(null, null));
    add(new PlaceOrder.Reply.Placed(ORDER, "token", true));
    add(" without confirmation", new PlaceOrder.Reply.Placed(PENDING, "token", false));
    add(new PlaceOrder.Reply.OutOfStock(ID, List.of(SHORTAGE), true));
    add(new PlaceOrder.Reply.Declined(ID, "card_declined", true));
    add(new PlaceOrder.Reply.Rejected(ID, "cancelled", true));
    add(new PlaceOrder.Reply.PriceChanged(TOTAL));
    add(new PlaceOrder.Reply.UnknownSkus(List.of(CUP)));
    add(new PlaceOrder.Reply.NotSummable("the order is priced in EUR"));
    add(new PlaceOrder.Reply.KeyReused());
    add(new FindOrder(ID, "token"));
    add(new FindOrder.Reply.Found(ORDER));
    add(new FindOrder.Reply.Unknown());
    add(new ListOrders(OrderStatus.CONFIRMED, ID, 20));
    add(" without status and place", new ListOrders(null, null, 20));
    add(new ListOrders.Found(List.of(ORDER), true));
    add(new CancelOrder(ID, "token"));
    add(new CancelOrder.Reply.Cancelled(ORDER));
    add(new CancelOrder.Reply.TooLate(ORDER));
    add(new CancelOrder.Reply.Unknown());
    add(new ShipOrder(ID));
    add(new ShipOrder.Reply.Shipped(ORDER));
    add(new ShipOrder.Reply.NotShippable(ORDER));
    add(new ShipOrder.Reply.Unknown());
    add(new OrderPlaced(ID, TOTAL));
    add(new OrderConfirmed(ID, TOTAL));
    add(new OrderRejected(ID, "payment_declined", Set.of(Step.STOCK)));
    add(new OrderCancelled(ID, TOTAL));
    add(new OrderShipped(ID));
  }

  private static void payments() {
    add(new AuthorizePayment(ID, TOTAL, "card", "tok_ok"));
    add(new AuthorizePayment.Reply.Authorized());
    add(new AuthorizePayment.Reply.Declined("card_declined"));
    add(new AuthorizePayment.Reply.InDoubt());
    add(new RefundPayment(OTHER_ID, ID, PENCE));
    add(new RefundPayment.Reply.Refunded(PENCE));
    add(new RefundPayment.Reply.Pending());
    add(new RefundPayment.Reply.Refused("more than was captured"));
    add(new LedgerBalances());
    add(
        new LedgerBalances.Balances(
            List.of(new LedgerBalances.Balance("sales", new Money(-1_530, "GBP")))));
    add(new PaymentAuthorized(ID, TOTAL));
    add(new PaymentDeclined(ID, TOTAL));
    add(new PaymentUnknown(ID, TOTAL));
    add(new PaymentResolved(ID, false, "card_declined"));
    add(new PaymentCaptured(ID, TOTAL));
    add(new PaymentVoided(ID, TOTAL));
    add(new PaymentRefunded(ID, OTHER_ID, PENCE, PENCE, TOTAL));
  }

  private static PlaceOrder placeOrder(@Nullable Money expected, @Nullable Address address) {
    return new PlaceOrder(
        ID, "key-1", "zoë@example.org", List.of(LINE), "card", "tok_ok", expected, address);
  }

  private static void add(Message message) {
    add("", message);
  }

  private static void add(String lacking, Message message) {
    ALL.put(nameOf(message.getClass()) + lacking, message);
  }
}
