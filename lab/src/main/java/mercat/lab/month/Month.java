package mercat.lab.month;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a month of invoices asks of a shop: its catalogue, its orders, and every row that became
 * neither. Amounts are pence.
 *
 * @param invoices how many invoices have a number of digits only
 * @param skipped how many of those had no line left
 * @param returnsSeen how many invoices are returns or corrections (C…, A…): counted, not replayed
 */
public record Month(
    Path file,
    String sha256,
    int rows,
    List<Product> products,
    List<Order> orders,
    int invoices,
    int skipped,
    int returnsSeen,
    List<RefusedRow> refusedRows) {

  public static final String CURRENCY = "GBP";

  public Month {
    products = List.copyOf(products);
    orders = List.copyOf(orders);
    refusedRows = List.copyOf(refusedRows);
  }

  /** Reads a file whole; a broken one gives a {@link BrokenFileException} and nothing else. */
  public static Month read(Path file) {
    return MonthRules.apply(MonthFile.read(file));
  }

  /** An article of the catalogue. */
  public record Product(String sku, String name, long priceMinor) {}

  /** One SKU of an order. */
  public record Line(String sku, long quantity, long totalMinor) {}

  /** One invoice, as the order that a buyer would have placed. */
  public record Order(String invoice, String email, List<Line> lines) {
    public Order {
      lines = List.copyOf(lines);
    }

    public long totalMinor() {
      return lines.stream().mapToLong(Line::totalMinor).sum();
    }

    public long units() {
      return lines.stream().mapToLong(Line::quantity).sum();
    }
  }

  /** A row that gave neither a product nor a line. */
  public record RefusedRow(long line, String reason) {}

  public long lines() {
    return orders.stream().mapToLong(order -> order.lines().size()).sum();
  }

  public long units() {
    return orders.stream().mapToLong(Order::units).sum();
  }

  public long totalMinor() {
    return orders.stream().mapToLong(Order::totalMinor).sum();
  }

  /** How many units of each SKU the orders ask for, ascending by SKU. */
  public Map<String, Long> demand() {
    var demand = new TreeMap<String, Long>();
    for (var order : orders) {
      for (var line : order.lines()) {
        demand.merge(line.sku(), line.quantity(), Math::addExact);
      }
    }
    return demand;
  }

  /** A month of its own with the first orders only; the catalogue stays whole. */
  public Month first(int ordersMax) {
    return ordersMax >= orders.size()
        ? this
        : new Month(
            file,
            sha256 + "-first-" + ordersMax,
            rows,
            products,
            orders.subList(0, ordersMax),
            invoices,
            skipped,
            returnsSeen,
            refusedRows);
  }
}
