package mercat.lab.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import mercat.lab.shop.ShopClient.PlacedOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what clients were told: one JSON line for each order that the system acknowledged
 * with a 2xx response. {@code verify} holds the database against it.
 */
public final class AckWriter implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter writer;

  private AckWriter(Writer writer) {
    this.writer = new PrintWriter(writer);
  }

  /** Starts a new file; without one, nothing is written down. */
  public static AckWriter create(@Nullable Path path) {
    try {
      return new AckWriter(path == null ? Writer.nullWriter() : Files.newBufferedWriter(path));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + path, failure);
    }
  }

  public void write(String key, PlacedOrder order) {
    writer.print(JSON.valueToTree(order.acknowledged(key)) + "\n");
  }

  /** Lets others read what was written so far. */
  public void flush() {
    if (writer.checkError()) {
      throw new IllegalStateException("acknowledgements cannot be written");
    }
  }

  @Override
  public void close() {
    flush();
    writer.close();
  }
}
