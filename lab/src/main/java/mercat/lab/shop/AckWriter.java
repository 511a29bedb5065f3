package mercat.lab.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.lab.system.Io;
import mercat.verify.Ack;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what clients were told: one JSON line for each order that the system acknowledged
 * with a 2xx response. {@code verify} holds the database against it.
 */
public final class AckWriter implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter writer;
  private final List<Ack> told = new ArrayList<>();

  private AckWriter(Writer writer) {
    this.writer = new PrintWriter(writer);
  }

  /** Starts a new file; without one, nothing is written down. */
  public static AckWriter create(@Nullable Path path) {
    return Io.get(
        "cannot write " + path,
        () -> new AckWriter(path == null ? Writer.nullWriter() : Files.newBufferedWriter(path)));
  }

  public void write(String key, PlacedOrder order) {
    told.add(order.acknowledged(key));
    writer.print(JSON.valueToTree(told.getLast()) + "\n");
  }

  public List<Ack> told() {
    return List.copyOf(told);
  }

  @Override
  public void close() {
    if (writer.checkError()) {
      throw new IllegalStateException("acknowledgements cannot be written");
    }
    writer.close();
  }
}
