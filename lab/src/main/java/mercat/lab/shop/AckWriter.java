package mercat.lab.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.lab.system.Io;
import mercat.verify.Acks;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what clients were told: one JSON line for each order that the system acknowledged
 * with a 2xx response. {@code verify} holds the database against it.
 */
public final class AckWriter implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final @Nullable Path path;
  private final PrintWriter writer;

  private AckWriter(@Nullable Path path, Writer writer) {
    this.path = path;
    this.writer = new PrintWriter(writer);
  }

  /** Starts a new file; without one, nothing is written down. */
  public static AckWriter create(@Nullable Path path) {
    return Io.get(
        "cannot write " + path,
        () ->
            new AckWriter(
                path, path == null ? Writer.nullWriter() : Files.newBufferedWriter(path)));
  }

  public void write(String key, PlacedOrder order) {
    writer.print(JSON.valueToTree(order.acknowledged(key)) + "\n");
  }

  /** What was written down by now, read from the file. */
  public Acks told() {
    var file = path;
    if (file == null || writer.checkError()) {
      throw new IllegalStateException("acknowledgements were not written");
    }
    return Acks.in(file);
  }

  @Override
  public void close() {
    if (writer.checkError()) {
      throw new IllegalStateException("acknowledgements cannot be written");
    }
    writer.close();
  }
}
