package mercat.lab.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What all clients did and were told: one JSON line for each operation, in order of its end. */
final class History implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Writer writer;

  private History(Writer writer) {
    this.writer = writer;
  }

  /** Begins a new file. */
  static History create(Path path) {
    try {
      return new History(Files.newBufferedWriter(path));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + path, failure);
    }
  }

  /** Reads a file; a line that is no operation is an error that names it. */
  static List<Op> read(Path path) {
    var ops = new ArrayList<Op>();
    try (var lines = Files.newBufferedReader(path)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        ops.add(JSON.readValue(line, Op.class));
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "%s, line %d: not an operation".formatted(path, ops.size() + 1), malformed);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + path, failure);
    }
    return ops;
  }

  synchronized void write(Op op) {
    try {
      writer.write(JSON.writeValueAsString(op));
      writer.write('\n');
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
