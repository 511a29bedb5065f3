package mercat.lab.month;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mercat.lab.system.Io;

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

  /** What the e-mail addresses of guests begin with. */
  static final String GUEST = "guest-";

  private static final String BUNDLED = "2010-12.csv.gz";

  /** Reads a file whole; a broken one gives a {@link BrokenFileException} and nothing else. */
  public static Month read(Path path) {
    var file = new MonthFile(path);
    return new MonthRules(file.rows()).month(path, sha256(file.bytes()));
  }

  /**
   * The month of real trade that comes with Mercat; see the README beside it for its source. It is
   * copied into a folder, where people can look at it, and read there.
   */
  public static Month bundled(Path folder) {
    var file = folder.resolve(BUNDLED);
    Io.write(file, Io.resource("/online-retail/" + BUNDLED));
    return read(file);
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  public record Product(String sku, String name, long priceMinor) {}

  public record Line(String sku, long quantity, long totalMinor) {}

  /** One invoice, as the order that a buyer would have placed. */
  public record Order(String invoice, String email, List<Line> lines) {
    /** Whether the file does not say who bought. */
    public boolean isGuests() {
      return email.startsWith(GUEST);
    }

    public long totalMinor() {
      return lines.stream().mapToLong(Line::totalMinor).sum();
    }
  }

  public record RefusedRow(long line, String reason) {}

  public long lines() {
    return orders.stream().mapToLong(order -> order.lines().size()).sum();
  }

  public long units() {
    return demand().values().stream().mapToLong(Long::longValue).sum();
  }

  public long totalMinor() {
    return orders.stream().mapToLong(Order::totalMinor).sum();
  }

  /** How many units of each SKU the orders ask for, ascending by SKU. */
  public Map<String, Long> demand() {
    var demand = new TreeMap<String, Long>();
    for (var order : orders) {
      order.lines().forEach(line -> demand.merge(line.sku(), line.quantity(), Math::addExact));
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

  /** An order file that cannot be read to its end; the message names the file and the line. */
  public static final class BrokenFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenFileException(String problem) {
      super(problem);
    }
  }
}
