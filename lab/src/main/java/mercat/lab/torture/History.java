package mercat.lab.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.verify.Ack;

/**
 * What all clients did and were told, in order of its end; for people also in a file, with one JSON
 * line for each operation.
 */
final class History implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE).build();

  private final List<Op> ops = new ArrayList<>();
  private final Writer writer;

  History(Path path) {
    try {
      writer = Files.newBufferedWriter(path);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + path, failure);
    }
  }

  synchronized void write(Op op) {
    ops.add(op);
    try {
      writer.write(JSON.writeValueAsString(op) + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  synchronized List<Op> ops() {
    return List.copyOf(ops);
  }

  /** What clients were told so far of orders that they placed. */
  List<Ack> acks() {
    return ops().stream()
        .filter(op -> op.op() == Op.Kind.PLACE && op.outcome() == Op.Outcome.OK)
        .map(op -> op.told().acknowledged(op.key()))
        .toList();
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
