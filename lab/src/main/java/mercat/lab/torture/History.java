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
import mercat.verify.Ack;

/** What all clients did and were told: one JSON line for each operation, in order of its end. */
final class History implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final Writer writer;

  private History(Path path, Writer writer) {
    this.path = path;
    this.writer = writer;
  }

  /** Begins a new file. */
  static History create(Path path) {
    try {
      return new History(path, Files.newBufferedWriter(path));
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

  /** What clients were told so far of orders that they placed. */
  List<Ack> acks() {
    synchronized (this) {
      try {
        writer.flush();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return acks(read(path));
  }

  /** What clients were told of orders that they placed. */
  static List<Ack> acks(List<Op> ops) {
    return ops.stream()
        .filter(op -> op.op() == Op.Kind.PLACE && op.outcome() == Op.Outcome.OK)
        .map(op -> op.told().asPlaced().acknowledged(op.key()))
        .toList();
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
