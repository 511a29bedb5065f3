package mercat.lab.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what clients were told: one JSON line for each order that the system acknowledged
 * with a 2xx response. {@code verify} holds the database against it.
 */
public final class AckWriter implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Writer writer;

  private AckWriter(Writer writer) {
    this.writer = writer;
  }

  /** Starts a new file; without one, nothing is written down. */
  public static AckWriter create(@Nullable Path path) {
    if (path == null) {
      return new AckWriter(Writer.nullWriter());
    }
    try {
      return new AckWriter(Files.newBufferedWriter(path));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + path, failure);
    }
  }

  public synchronized void write(String key, PlacedOrder order) {
    try {
      writer.write(JSON.writeValueAsString(order.acknowledged(key)) + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Lets others read what was written so far. */
  public synchronized void flush() {
    try {
      writer.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public synchronized void close() {
    try {
      writer.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
