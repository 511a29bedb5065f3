package mercat.lab.month;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import mercat.lab.month.Month.Line;
import mercat.lab.month.Month.Order;
import mercat.lab.month.Month.Product;
import mercat.lab.month.Month.RefusedRow;
import mercat.lab.month.MonthFile.InvoiceRow;

/** The rules that turn invoice rows into products and orders; anybody can compute the same. */
final class MonthRules {
  private final List<InvoiceRow> rows;
  private final Map<String, Product> products = new LinkedHashMap<>();
  private final Map<String, Invoice> invoices = new LinkedHashMap<>();
  private final Set<String> returns = new HashSet<>();
  private final List<RefusedRow> refusedRows = new ArrayList<>();

  /** An invoice while its rows are being gathered; equal SKUs are summed. */
  private record Invoice(String number, String email, Map<String, Long> quantities) {}

  MonthRules(List<InvoiceRow> rows) {
    this.rows = rows;
    rows.stream()
        .filter(InvoiceRow::showsProduct)
        .collect(groupingBy(InvoiceRow::sku, TreeMap::new, toList()))
        .forEach((sku, sales) -> products.put(sku, product(sku, sales)));
    rows.forEach(this::take);
  }

  Month month(Path file, String sha256) {
    var orders =
        invoices.values().stream()
            .filter(invoice -> !invoice.quantities.isEmpty())
            .map(this::order)
            .toList();
    return new Month(
        file,
        sha256,
        rows.size(),
        List.copyOf(products.values()),
        orders,
        invoices.size(),
        invoices.size() - orders.size(),
        returns.size(),
        refusedRows);
  }

  private static Product product(String sku, List<InvoiceRow> sales) {
    var names = sales.stream().map(InvoiceRow::description).filter(name -> !name.isEmpty());
    var prices = sales.stream().map(InvoiceRow::unitPriceMinor);
    return new Product(sku, mostFrequent(names, sku), mostFrequent(prices, 0L));
  }

  /** The value seen most often; of equals the smallest; the fallback when none was seen. */
  private static <T extends Comparable<T>> T mostFrequent(Stream<T> seen, T fallback) {
    return seen.collect(groupingBy(Function.identity(), counting())).entrySet().stream()
        .min(
            Map.Entry.<T, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(fallback);
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
    var lines = new ArrayList<Line>();
    invoice.quantities.forEach((sku, quantity) -> {
      var price = Objects.requireNonNull(products.get(sku)).priceMinor();
      lines.add(new Line(sku, quantity, Math.multiplyExact(quantity, price)));
    });
    return new Order(invoice.number, invoice.email, lines);
  }
}
