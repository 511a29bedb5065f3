package mercat.edge.backoffice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import mercat.contracts.Text;
import mercat.contracts.catalog.PutProduct;
import mercat.edge.contract.ContractSchema;
import org.jspecify.annotations.Nullable;

/**
 * Reads products from CSV (RFC 4180), separated by commas, semicolons or tabs; the first row names
 * the columns. A row is read as the JSON of an import would be: blanks around its cells are
 * dropped, and an empty cell is a member that is not given.
 */
final class CsvRows implements ProductImport.Rows {
  private static final Set<String> COLUMNS =
      Set.of("sku", "name", "description", "amount", "currency", "category", "published");
  private static final List<String> REQUIRED = List.of("sku", "name", "amount", "currency");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final CsvReader.CsvReaderBuilder csv = CsvReader.builder().allowUnclosedQuote(false);
  private final Charset charset;
  private final Function<JsonNode, PutProduct> product;
  private List<String> columns = List.of();

  CsvRows(Charset charset, Function<JsonNode, PutProduct> product) {
    this.charset = charset;
    this.product = product;
  }

  @Override
  public @Nullable PutProduct read(Buffer row) {
    if (columns.isEmpty()) {
      columns = header(row);
      return null;
    }
    var cells = cells(text(row));
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "has " + cells.size() + " cells instead of " + columns.size());
    }
    return product.apply(json(cells));
  }

  /** The names of the columns. A byte order mark may stand before them. */
  private List<String> header(Buffer row) {
    try {
      var marked = text(row);
      var text = marked.startsWith("\ufeff") ? marked.substring(1) : marked;
      text.chars()
          .filter(c -> RowSplitter.SEPARATORS.indexOf(c) >= 0)
          .findFirst()
          .ifPresent(separator -> csv.fieldSeparator((char) separator));
      var names = cells(text);
      if (COLUMNS.containsAll(names)
          && names.containsAll(REQUIRED)
          && Set.copyOf(names).size() == names.size()) {
        return names;
      }
    } catch (IllegalArgumentException malformed) {
      throw new ProductImport.Unreadable("the first row " + malformed.getMessage());
    }
    throw new ProductImport.Unreadable(
        "the first row must name the columns sku, name, amount (minor units) and currency, and may"
            + " name description, category and published");
  }

  private String text(Buffer row) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(row.getBytes())).toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException(
          "is not in %s: charset in Content-Type must say what it is in"
              .formatted(charset.name().toLowerCase(Locale.ROOT)),
          malformed);
    }
  }

  private List<String> cells(String row) {
    try {
      return csv.ofSingleCsvRecord(row).getFields().stream().map(Text::trimmed).toList();
    } catch (CsvParseException malformed) {
      throw new IllegalArgumentException(
          "has a cell that begins with a quote and does not end with one", malformed);
    }
  }

  private ObjectNode json(List<String> cells) {
    var row = JSON.objectNode();
    var price = JSON.objectNode();
    for (int i = 0; i < cells.size(); i++) {
      var column = columns.get(i);
      var cell = cells.get(i);
      if (cell.isEmpty()) {
        continue;
      }
      switch (column) {
        case "amount" -> price.set(column, ContractSchema.wholeNumber(cell));
        case "currency" -> price.put(column, cell);
        case "published" -> row.set(column, truth(cell));
        default -> row.put(column, cell);
      }
    }
    return row.set("price", price);
  }

  private static JsonNode truth(String cell) {
    return switch (cell.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> JSON.booleanNode(true);
      case "false", "0" -> JSON.booleanNode(false);
      default -> JSON.textNode(cell);
    };
  }
}
