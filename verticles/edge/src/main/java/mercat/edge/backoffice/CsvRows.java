package mercat.edge.backoffice;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import org.jspecify.annotations.Nullable;

/** Reads products from comma separated rows (RFC 4180); the first row names the columns. */
final class CsvRows implements ProductImport.Rows {
  private static final Set<String> COLUMNS =
      Set.of("sku", "name", "description", "amount", "currency", "category", "published");
  private static final int BYTE_ORDER_MARK = (byte) 0xef << 16 | 0xbbbf;
  private static final List<String> REQUIRED = List.of("sku", "name", "amount", "currency");

  private final CsvReader.CsvReaderBuilder csv = CsvReader.builder().allowUnclosedQuote(false);
  private List<String> columns = List.of();

  @Override
  public @Nullable PutProduct read(Buffer row) {
    if (columns.isEmpty()) {
      columns = header(row);
      return null;
    }
    var cells = cells(row);
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "has " + cells.size() + " cells instead of " + columns.size());
    }
    var published = cell(cells, "published");
    var product =
        new Product(
            new Sku(cell(cells, "sku")),
            cell(cells, "name"),
            cell(cells, "description"),
            new Money(amount(cell(cells, "amount")), cell(cells, "currency")),
            cell(cells, "category"),
            published(published));
    return new PutProduct(product, published.isBlank());
  }

  /** The names of the columns. A byte order mark may stand before them. */
  private List<String> header(Buffer row) {
    boolean isMarked = row.length() > 3 && row.getMedium(0) == BYTE_ORDER_MARK;
    var names = cells(isMarked ? row.slice(3, row.length()) : row);
    if (!COLUMNS.containsAll(names)
        || !names.containsAll(REQUIRED)
        || Set.copyOf(names).size() != names.size()) {
      throw new ProductImport.Unreadable(
          "the first row must name the columns sku, name, amount (minor units) and currency, and may"
              + " name description, category and published");
    }
    return names;
  }

  private List<String> cells(Buffer row) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(row.getBytes()));
      return csv.ofSingleCsvRecord(text.toString()).getFields();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException("must be UTF-8", malformed);
    } catch (CsvParseException malformed) {
      throw new IllegalArgumentException("must be comma separated cells", malformed);
    }
  }

  private String cell(List<String> cells, String column) {
    int index = columns.indexOf(column);
    return index < 0 ? "" : cells.get(index);
  }

  private static long amount(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("amount must be a whole number of minor units", malformed);
    }
  }

  private static boolean published(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1", "" -> true;
      case "false", "0" -> false;
      default -> throw new IllegalArgumentException("published must be true or false");
    };
  }
}
