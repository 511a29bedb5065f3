package mercat.lab.month;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** An order file as published: CSV, plain or gzipped. A file is accepted whole or not at all. */
record MonthFile(Path path, String sha256, List<InvoiceRow> rows) {
  static final List<String> HEADER =
      List.of(
          "InvoiceNo",
          "StockCode",
          "Description",
          "Quantity",
          "InvoiceDate",
          "UnitPrice",
          "CustomerID",
          "Country");

  static MonthFile read(Path path) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException missing) {
      throw new BrokenFileException(path, "no such file");
    } catch (IOException failure) {
      throw new BrokenFileException(path, "cannot be read: " + failure.getMessage());
    }
    return new MonthFile(path, sha256(bytes), rows(path, bytes));
  }

  private static List<InvoiceRow> rows(Path path, byte[] bytes) {
    var rows = new ArrayList<InvoiceRow>();
    long line = 0;
    // The decoder reports malformed text instead of replacing it: a wrong name would go unseen.
    var decoder = StandardCharsets.UTF_8.newDecoder();
    try (var text = new InputStreamReader(open(path, bytes), decoder);
        var records = reader().ofCsvRecord(text)) {
      for (CsvRecord columns : records) {
        line = columns.getStartingLineNumber();
        if (rows.isEmpty() && line == 1) {
          requireHeader(path, columns);
        } else {
          rows.add(row(path, columns));
        }
      }
    } catch (ZipException notGzip) {
      throw new BrokenFileException(path, line + 1, "damaged gzip: " + notGzip.getMessage());
    } catch (IOException | UncheckedIOException | CsvParseException failure) {
      throw new BrokenFileException(path, line + 1, explain(failure));
    }
    if (line == 0) {
      throw new BrokenFileException(path, 1, "empty, expected the header " + header());
    }
    return List.copyOf(rows);
  }

  private static CsvReader.CsvReaderBuilder reader() {
    // Rows of another width are let through here, so that they are refused with our own words.
    return CsvReader.builder()
        .skipEmptyLines(true)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
  }

  private static InputStream open(Path path, byte[] bytes) throws IOException {
    var compressed = bytes.length > 1 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    if (!compressed && path.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
      throw new BrokenFileException(path, "not a gzip file, although its name ends in .gz");
    }
    var raw = new ByteArrayInputStream(bytes);
    return compressed ? new GZIPInputStream(raw, 1 << 16) : raw;
  }

  private static String explain(Exception failure) {
    var cause =
        failure instanceof UncheckedIOException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case EOFException truncated -> "the file ends in the middle (truncated gzip)";
      case ZipException damaged -> "damaged gzip: " + damaged.getMessage();
      case CharacterCodingException coding -> "not UTF-8";
      default -> "cannot be read: " + cause.getMessage();
    };
  }

  private static void requireHeader(Path path, CsvRecord columns) {
    var found = new ArrayList<>(columns.getFields());
    found.replaceAll(String::strip);
    if (!found.isEmpty() && found.getFirst().startsWith("\uFEFF")) {
      found.set(0, found.getFirst().substring(1));
    }
    if (!found.equals(HEADER)) {
      throw new BrokenFileException(
          path, 1, "wrong header " + String.join(",", found) + ", expected " + header());
    }
  }

  private static InvoiceRow row(Path path, CsvRecord columns) {
    var line = columns.getStartingLineNumber();
    if (columns.getFieldCount() != HEADER.size()) {
      throw new BrokenFileException(
          path, line, "%d columns, expected %d".formatted(columns.getFieldCount(), HEADER.size()));
    }
    var customer = columns.getField(6).strip();
    return new InvoiceRow(
        line,
        columns.getField(0).strip(),
        columns.getField(1).strip().toUpperCase(Locale.ROOT),
        columns.getField(2).strip(),
        quantity(path, line, columns.getField(3).strip()),
        price(path, line, columns.getField(5).strip()),
        customer.endsWith(".0") ? customer.substring(0, customer.length() - 2) : customer);
  }

  private static long quantity(Path path, long line, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      throw new BrokenFileException(path, line, "Quantity is not a whole number: '" + text + "'");
    }
  }

  private static BigDecimal price(Path path, long line, String text) {
    try {
      var price = new BigDecimal(text);
      if (price.precision() - price.scale() <= 12 && price.scale() <= 12) {
        return price;
      }
    } catch (NumberFormatException notANumber) {
      // answered below, like a price out of range
    }
    throw new BrokenFileException(path, line, "UnitPrice is not a price: '" + text + "'");
  }

  private static String header() {
    return String.join(",", HEADER);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
