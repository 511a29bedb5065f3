package mercat.edge;

import java.util.List;
import java.util.stream.Stream;
import mercat.platform.bus.Bus;

/** The table of contents of the API: one class per resource. */
final class Routes {
  private Routes() {}

  static List<Route> of(Bus bus, ProductCache products) {
    return Stream.of(
            new PageRoutes().routes(),
            new ProductRoutes(bus, products).routes(),
            new AvailabilityRoutes(bus).routes(),
            new QuoteRoutes(bus).routes(),
            new OrderRoutes(bus).routes(),
            new AdminProductRoutes(bus).routes(),
            new AdminStockRoutes(bus).routes(),
            new AdminOrderRoutes(bus).routes(),
            new LedgerRoutes(bus).routes())
        .flatMap(List::stream)
        .toList();
  }
}
