package mercat.edge.backoffice;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import org.jspecify.annotations.Nullable;

/** Reads products from comma separated rows (RFC 4180); the first row names the columns. */
final class CsvRows implements ProductImport.Rows {
  static final String MEDIA_TYPE = "text/csv";

  private static final Set<String> COLUMNS =
      Set.of("sku", "name", "description", "amount", "currency", "category", "published");
  private static final List<String> REQUIRED = List.of("sku", "name", "amount", "currency");

  private final List<String> columns = new ArrayList<>();

  @Override
  public boolean hasQuotedLineEnds() {
    return true;
  }

  @Override
  public @Nullable Product read(Buffer row) {
    var cells = cells(row);
    if (columns.isEmpty()) {
      columns.addAll(header(cells));
      return null;
    }
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "has " + cells.size() + " cells instead of " + columns.size());
    }
    return new Product(
        new Sku(cell(cells, "sku", "")),
        cell(cells, "name", ""),
        cell(cells, "description", ""),
        new Money(amount(cell(cells, "amount", "")), cell(cells, "currency", "")),
        cell(cells, "category", ""),
        published(cell(cells, "published", "true")));
  }

  private static List<String> header(List<String> cells) {
    var names = new ArrayList<>(cells);
    if (names.getFirst().startsWith("\ufeff")) {
      names.set(0, names.getFirst().substring(1));
    }
    if (!COLUMNS.containsAll(names)
        || !names.containsAll(REQUIRED)
        || Set.copyOf(names).size() != names.size()) {
      throw new ProductImport.Unreadable(
          "the first row must name the columns sku, name, amount (minor units) and currency, and may"
              + " name description, category and published");
    }
    return names;
  }

  private static List<String> cells(Buffer row) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(row.getBytes())).toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException("must be UTF-8", malformed);
    }
    try (var records = CsvReader.builder().ofCsvRecord(text)) {
      return records.iterator().next().getFields();
    } catch (CsvParseException | java.io.IOException malformed) {
      throw new IllegalArgumentException("must be comma separated cells", malformed);
    }
  }

  private String cell(List<String> cells, String column, String otherwise) {
    int index = columns.indexOf(column);
    return index < 0 ? otherwise : cells.get(index);
  }

  private static long amount(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("amount must be a whole number of minor units", malformed);
    }
  }

  private static boolean published(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("published must be true or false");
    };
  }
}
