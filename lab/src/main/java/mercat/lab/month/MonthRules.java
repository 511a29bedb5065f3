package mercat.lab.month;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mercat.lab.month.Month.Line;
import mercat.lab.month.Month.Order;
import mercat.lab.month.Month.Product;
import mercat.lab.month.Month.RefusedRow;

/** The rules that turn invoice rows into products and orders; anybody can compute the same. */
final class MonthRules {
  private final Map<String, Product> products;
  private final Map<String, Invoice> invoices = new LinkedHashMap<>();
  private final HashSet<String> returns = new HashSet<>();
  private final List<RefusedRow> refusedRows = new ArrayList<>();

  private MonthRules(List<InvoiceRow> rows) {
    products = catalogue(rows);
  }

  static Month apply(MonthFile file) {
    var rules = new MonthRules(file.rows());
    file.rows().forEach(rules::take);
    var orders =
        rules.invoices.values().stream()
            .filter(invoice -> !invoice.quantities.isEmpty())
            .map(rules::order)
            .toList();
    return new Month(
        file.path(),
        file.sha256(),
        file.rows().size(),
        List.copyOf(rules.products.values()),
        orders,
        rules.invoices.size(),
        rules.invoices.size() - orders.size(),
        rules.returns.size(),
        rules.refusedRows);
  }

  private void take(InvoiceRow row) {
    if (row.isOrder()) {
      var invoice =
          invoices.computeIfAbsent(
              row.invoice(),
              number -> new Invoice(number, row.buyerEmail(), new LinkedHashMap<>()));
      if (row.quantity() > 0 && products.containsKey(row.sku())) {
        invoice.quantities.merge(row.sku(), row.quantity(), Math::addExact);
        return;
      }
    } else if (row.isReturn()) {
      returns.add(row.invoice());
    }
    if (!row.showsProduct()) {
      refusedRows.add(new RefusedRow(row.line(), reason(row)));
    }
  }

  private static String reason(InvoiceRow row) {
    if (row.isReturn()) {
      return "return or correction, invoice " + row.invoice();
    }
    if (!row.isOrder()) {
      return "invoice number of an unknown form: '" + row.invoice() + "'";
    }
    if (!row.isMerchandise()) {
      return "not merchandise: " + row.sku();
    }
    if (row.quantity() <= 0) {
      return "quantity is not positive: " + row.quantity();
    }
    return "not a product, never sold at a price: " + row.sku();
  }

  private Order order(Invoice invoice) {
    var lines = new ArrayList<Line>(invoice.quantities.size());
    invoice.quantities.forEach((sku, quantity) ->
        lines.add(
            new Line(sku, quantity, Math.multiplyExact(quantity, product(sku).priceMinor()))));
    return new Order(invoice.number, invoice.email, lines);
  }

  private Product product(String sku) {
    var product = products.get(sku);
    if (product == null) {
      throw new IllegalStateException("line of a SKU that is no product: " + sku);
    }
    return product;
  }

  private static Map<String, Product> catalogue(List<InvoiceRow> rows) {
    var names = new TreeMap<String, Map<String, Integer>>();
    var prices = new HashMap<String, Map<Long, Integer>>();
    for (var row : rows) {
      if (row.showsProduct()) {
        var seen = names.computeIfAbsent(row.sku(), sku -> new HashMap<>());
        if (!row.description().isEmpty()) {
          seen.merge(row.description(), 1, Integer::sum);
        }
        prices
            .computeIfAbsent(row.sku(), sku -> new HashMap<>())
            .merge(row.unitPriceMinor(), 1, Integer::sum);
      }
    }
    var products = new LinkedHashMap<String, Product>();
    names.forEach((sku, seen) ->
        products.put(
            sku,
            new Product(
                sku,
                mostFrequent(seen, sku),
                mostFrequent(prices.getOrDefault(sku, Map.of()), 0L))));
    return products;
  }

  /** The value seen most often; of equals the smallest; the fallback when none was seen. */
  private static <T extends Comparable<T>> T mostFrequent(Map<T, Integer> seen, T fallback) {
    return seen.entrySet().stream()
        .min(
            Map.Entry.<T, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(fallback);
  }

  /** An invoice while its rows are being gathered; equal SKUs are summed. */
  private record Invoice(String number, String email, Map<String, Long> quantities) {}
}
