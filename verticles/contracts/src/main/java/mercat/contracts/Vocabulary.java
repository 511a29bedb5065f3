package mercat.contracts;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.StockDepleted;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.inventory.StockReceived;
import mercat.contracts.inventory.StockReleased;
import mercat.contracts.inventory.StockReserved;
import mercat.contracts.log.ReadLog;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.contracts.orders.ShipOrder;
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

/** Every word of the language, by name. What is not listed here cannot travel. */
public final class Vocabulary {
  /** Every request; replies are found through their request. */
  public static final List<Class<? extends Request<?>>> REQUESTS =
      List.of(
          ReadLog.class,
          CheckStaffToken.class,
          PutProduct.class,
          FindProduct.class,
          FindProducts.class,
          PriceLines.class,
          ReceiveStock.class,
          StockLevels.class,
          ReserveStock.class,
          QuoteOrder.class,
          PlaceOrder.class,
          FindOrder.class,
          ListOrders.class,
          SearchOrders.class,
          ReadOrder.class,
          CancelOrder.class,
          ShipOrder.class,
          AuthorizePayment.class,
          RefundPayment.class,
          LedgerBalances.class);

  /** Every event. */
  public static final List<Class<? extends Event>> EVENTS =
      List.of(
          ProductPublished.class,
          ProductChanged.class,
          PriceChanged.class,
          ProductWithdrawn.class,
          StockReceived.class,
          StockReserved.class,
          StockReleased.class,
          StockDepleted.class,
          OrderPlaced.class,
          OrderConfirmed.class,
          OrderRejected.class,
          OrderCancelled.class,
          OrderShipped.class,
          PaymentAuthorized.class,
          PaymentDeclined.class,
          PaymentUnknown.class,
          PaymentResolved.class,
          PaymentCaptured.class,
          PaymentVoided.class,
          PaymentRefunded.class);

  /**
   * The contexts that answer requests, by name: each request's package is named like its context.
   */
  public static final Set<String> CONTEXTS =
      REQUESTS.stream()
          .filter(request -> request != ReadLog.class)
          .map(request -> request.getPackageName())
          .map(name -> name.substring(name.lastIndexOf('.') + 1))
          .collect(Collectors.toUnmodifiableSet());

  private Vocabulary() {}
}
