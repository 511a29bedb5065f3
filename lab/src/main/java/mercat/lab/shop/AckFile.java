package mercat.lab.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What clients were told: one JSON line for each order that the system acknowledged with a 2xx
 * answer. {@code verify} holds the database against it.
 */
public final class AckFile implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Writer writer;
  private long written;

  private AckFile(Writer writer) {
    this.writer = writer;
  }

  /** One acknowledged order; the total is in minor units. */
  public record Ack(String id, String key, long total, String currency, String status) {}

  /** Starts a new file. */
  public static AckFile create(Path path) {
    return open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Goes on with a file of another command. */
  public static AckFile append(Path path) {
    return open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** For those whom nobody asked to remember. */
  public static AckFile none() {
    return new AckFile(Writer.nullWriter());
  }

  private static AckFile open(Path path, StandardOpenOption... options) {
    var all = new ArrayList<>(List.of(options));
    all.add(StandardOpenOption.WRITE);
    try {
      return new AckFile(Files.newBufferedWriter(path, all.toArray(new StandardOpenOption[0])));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + path, failure);
    }
  }

  public synchronized void write(String key, PlacedOrder order) {
    try {
      writer.write(
          JSON.writeValueAsString(
              new Ack(order.id(), key, order.totalMinor(), order.currency(), order.status())));
      writer.write('\n');
      written++;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** How many were written here so far. */
  public synchronized long written() {
    return written;
  }

  /** Lets others read what was written here so far. */
  public synchronized void flush() {
    try {
      writer.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Reads a file; a line that is no acknowledgement is an error that names it. */
  public static List<Ack> read(Path path) {
    var acks = new ArrayList<Ack>();
    try {
      for (var line : Files.readAllLines(path)) {
        acks.add(JSON.readValue(line, Ack.class));
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "%s, line %d: not an acknowledgement".formatted(path, acks.size() + 1), malformed);
    } catch (IOException failure) {
      throw new IllegalArgumentException("cannot read " + path, failure);
    }
    return acks;
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
