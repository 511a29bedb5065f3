package mercat.edge.storefront;

import java.util.HashMap;
import java.util.Map;
import mercat.edge.contract.OperationHandler;
import mercat.platform.bus.Bus;

/** The operations that buyers ask for. */
public final class Storefront {
  private Storefront() {}

  /** What answers each, by operationId. */
  public static Map<String, OperationHandler> operations(Bus bus, ProductCache products) {
    var all = new HashMap<String, OperationHandler>();
    all.putAll(new ProductHandlers(bus, products).operations());
    all.putAll(new AvailabilityHandlers(bus).operations());
    all.putAll(new QuoteHandlers(bus).operations());
    all.putAll(new OrderHandlers(bus).operations());
    return all;
  }
}
