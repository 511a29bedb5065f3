package mercat.edge.backoffice;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into rows at line ends; with quotes, a line end inside quotes belongs to
 * the row.
 */
final class RowSplitter {
  /** A product with the longest description, every character escaped, still fits. */
  static final int ROW_BYTES_MAX = 256 * 1024;

  private final boolean quotes;
  private final ByteArrayOutputStream row = new ByteArrayOutputStream(512);
  private boolean quoted;
  private boolean tooLong;
  private long line = 1;
  private long rowLine = 1;

  RowSplitter(boolean quotes) {
    this.quotes = quotes;
  }

  /** Takes a row. */
  @FunctionalInterface
  interface Rows {
    /**
     * A row that is not blank.
     *
     * @param line where it began, from 1
     * @param row null when it was too long
     */
    void row(long line, @Nullable Buffer row);
  }

  /** Gives every row that ends within these bytes. */
  void split(byte[] chunk, Rows rows) {
    int from = 0;
    for (int at = 0; at < chunk.length; at++) {
      if (chunk[at] == '\n') {
        line++;
        if (!quoted) {
          keep(chunk, from, at);
          from = at + 1;
          end(rows);
        }
      } else if (quotes && chunk[at] == '"') {
        quoted = !quoted;
      }
    }
    keep(chunk, from, chunk.length);
  }

  /** Gives the last row, which may lack its line end. */
  void end(Rows rows) {
    if (tooLong) {
      rows.row(rowLine, null);
    } else if (!isBlank()) {
      rows.row(rowLine, Buffer.buffer(row.toByteArray()));
    }
    row.reset();
    tooLong = false;
    rowLine = line;
  }

  private void keep(byte[] chunk, int from, int to) {
    if (row.size() + to - from > ROW_BYTES_MAX) {
      tooLong = true;
      row.reset();
    }
    if (!tooLong) {
      row.write(chunk, from, to - from);
    }
  }

  private boolean isBlank() {
    if (row.size() > 100) {
      return false;
    }
    for (byte b : row.toByteArray()) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
