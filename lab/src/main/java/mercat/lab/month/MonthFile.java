package mercat.lab.month;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import mercat.lab.month.Month.BrokenFileException;
import org.jspecify.annotations.Nullable;

/** An order file as published: CSV, plain or gzipped. A file is accepted whole or not at all. */
final class MonthFile {
  static final String HEADER =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

  private static final int COLUMNS = HEADER.split(",", -1).length;

  private final Path path;
  private final byte[] bytes;
  private long line;

  MonthFile(Path path) {
    this.path = path;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException missing) {
      throw new BrokenFileException(path + ": no such file");
    } catch (IOException failure) {
      throw new BrokenFileException(path + ": cannot be read: " + failure.getMessage());
    }
  }

  byte[] bytes() {
    return bytes;
  }

  List<InvoiceRow> rows() {
    var rows = new ArrayList<InvoiceRow>();
    // The decoder reports malformed text instead of replacing it: a wrong name would go unseen.
    // Rows of another width are let through, so that they are refused with our own words.
    try (var text = new InputStreamReader(open(), StandardCharsets.UTF_8.newDecoder());
        var records =
            CsvReader.builder()
                .skipEmptyLines(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
      for (var record : records) {
        line = record.getStartingLineNumber();
        var columns = record.getFields().stream().map(String::strip).toList();
        if (line == 1) {
          requireHeader(String.join(",", columns));
        } else {
          rows.add(row(columns));
        }
      }
    } catch (UncheckedIOException failure) {
      throw unreadable(failure.getCause());
    } catch (IOException | CsvParseException failure) {
      throw unreadable(failure);
    }
    if (line == 0) {
      line = 1;
      throw broken("empty, expected the header " + HEADER);
    }
    return rows;
  }

  private InputStream open() throws IOException {
    var compressed = bytes.length > 1 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    if (!compressed && path.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
      throw new BrokenFileException(path + ": not a gzip file, although its name ends in .gz");
    }
    var raw = new ByteArrayInputStream(bytes);
    return compressed ? new GZIPInputStream(raw, 1 << 16) : raw;
  }

  private BrokenFileException unreadable(@Nullable Throwable cause) {
    line++;
    return broken(
        switch (cause) {
          case EOFException truncated -> "the file ends in the middle (truncated gzip)";
          case ZipException damaged -> "damaged gzip: " + damaged.getMessage();
          case CharacterCodingException coding -> "not UTF-8";
          case null, default -> "cannot be read: " + cause;
        });
  }

  private BrokenFileException broken(String problem) {
    return new BrokenFileException(path + ", line " + line + ": " + problem);
  }

  private void requireHeader(String found) {
    if (!found.equals(HEADER) && !found.equals("\uFEFF" + HEADER)) {
      throw broken("wrong header " + found + ", expected " + HEADER);
    }
  }

  private InvoiceRow row(List<String> columns) {
    if (columns.size() != COLUMNS) {
      throw broken("%d columns, expected %d".formatted(columns.size(), COLUMNS));
    }
    var customer = columns.get(6);
    return new InvoiceRow(
        line,
        columns.get(0),
        columns.get(1).toUpperCase(Locale.ROOT),
        columns.get(2),
        quantity(columns.get(3)),
        price(columns.get(5)),
        customer.endsWith(".0") ? customer.substring(0, customer.length() - 2) : customer);
  }

  private long quantity(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      throw broken("Quantity is not a whole number: '" + text + "'");
    }
  }

  private BigDecimal price(String text) {
    try {
      var price = new BigDecimal(text);
      if (price.precision() - price.scale() <= 12 && price.scale() <= 12) {
        return price;
      }
    } catch (NumberFormatException notANumber) {
      // answered below, like a price out of range
    }
    throw broken("UnitPrice is not a price: '" + text + "'");
  }

  /** One row, with the SKU already in its normal form. */
  record InvoiceRow(
      long line,
      String invoice,
      String sku,
      String description,
      long quantity,
      BigDecimal unitPrice,
      String customer) {

    /** Fees, postage and corrections that the shop booked as if they were articles. */
    private static final Set<String> NOT_MERCHANDISE =
        Set.of(
            "POST", "D", "C2", "DOT", "M", "BANK CHARGES", "S", "AMAZONFEE", "PADS", "B", "CRUK");

    boolean isMerchandise() {
      return !NOT_MERCHANDISE.contains(sku);
    }

    boolean isOrder() {
      return !invoice.isEmpty() && invoice.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    boolean isReturn() {
      return invoice.startsWith("C") || invoice.startsWith("A");
    }

    /** A sale at a price: what makes its SKU a product of the catalogue. */
    boolean showsProduct() {
      return isMerchandise() && quantity > 0 && unitPrice.signum() > 0;
    }

    long unitPriceMinor() {
      return unitPrice.movePointRight(2).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    String buyerEmail() {
      return customer.isEmpty()
          ? Month.GUEST + invoice + "@example.org"
          : "c" + customer + "@example.org";
    }
  }
}
