package mercat.edge.backoffice;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into rows: at line feeds, and for CSV at carriage returns too and not
 * within a quoted cell. Only at the beginning of a cell does a quote open one.
 */
final class RowSplitter {
  /** What may stand between two cells: the first of them in a file does in all of it. */
  static final String SEPARATORS = ",;\t";

  /** A product with the longest description, every character escaped, still fits. */
  static final int ROW_BYTES_MAX = 256 * 1024;

  private final boolean isCsv;
  private final Consumer<Row> rows;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream(512);
  private int separator = -1;
  private boolean isQuoted;
  private boolean mayOpen = true;
  private boolean isAfterReturn;
  private boolean isBlank = true;
  private boolean isTooLong;
  private long line = 1;
  private long firstLine = 1;

  /**
   * A row that is not blank.
   *
   * @param line where it begins, from 1
   * @param lastLine another one where a quoted cell holds line ends
   * @param text null when it was too long to be kept
   */
  record Row(long line, long lastLine, @Nullable Buffer text) {
    int bytes() {
      return text == null ? 0 : text.length();
    }
  }

  RowSplitter(boolean isCsv, Consumer<Row> rows) {
    this.isCsv = isCsv;
    this.rows = rows;
  }

  /** Gives every row that ends within these bytes. */
  void split(byte[] chunk) {
    int from = 0;
    for (int at = 0; at < chunk.length; at++) {
      byte c = chunk[at];
      if (c == '\n' && isAfterReturn) {
        from = isQuoted ? from : at + 1;
      } else if (c == '\n' || (isCsv && c == '\r')) {
        if (!isQuoted) {
          keep(chunk, from, at);
          from = at + 1;
          end();
        }
        line++;
        firstLine = isQuoted ? firstLine : line;
      } else {
        see(c);
      }
      isAfterReturn = isCsv && c == '\r';
    }
    keep(chunk, from, chunk.length);
  }

  int kept() {
    return text.size();
  }

  /** Gives the last row, which may lack its line end. */
  void end() {
    if (isTooLong || !isBlank) {
      rows.accept(new Row(firstLine, line, isTooLong ? null : Buffer.buffer(text.toByteArray())));
    }
    text.reset();
    isTooLong = false;
    isBlank = true;
    mayOpen = true;
  }

  private void see(byte c) {
    isBlank &= c == ' ' || c == '\t' || c == '\r';
    if (separator < 0 && !isBlank && !isQuoted && SEPARATORS.indexOf(c) >= 0) {
      separator = c;
    }
    if (c == '"' && isCsv && mayOpen) {
      // Whether it opens, closes, or is the second of two that stand for one.
      isQuoted = !isQuoted;
    } else if (!isQuoted) {
      mayOpen = c == separator;
    }
  }

  private void keep(byte[] chunk, int from, int to) {
    if (text.size() + to - from > ROW_BYTES_MAX) {
      isTooLong = true;
      text.reset();
    }
    if (!isTooLong) {
      text.write(chunk, from, to - from);
    }
  }
}
