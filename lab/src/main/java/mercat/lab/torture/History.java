package mercat.lab.torture;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.system.Io;
import mercat.verify.Ack;

/**
 * What all clients did and were told, in order of its end; for people also in a file, with one JSON
 * line for each operation.
 */
final class History implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE).build();

  private final List<Op> ops = new ArrayList<>();
  private final Path file;
  private final Writer writer;

  History(Path file) {
    this.file = file;
    this.writer = Io.get("cannot write " + file, () -> Files.newBufferedWriter(file));
  }

  Path file() {
    return file;
  }

  synchronized void write(Op op) {
    ops.add(op);
    Io.run("cannot write " + file, () -> writer.write(JSON.writeValueAsString(op) + "\n"));
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
    Io.run("cannot write " + file, writer::close);
  }

  /**
   * One thing that a client did, from the moment it was sent to the moment it was answered or given
   * up.
   *
   * @param process who did it; a client that was left in doubt goes on under another number
   * @param op what it did
   * @param key names the order, and what the client meant
   * @param sku what was to be bought, one unit
   * @param invokeNs on a clock of this run
   * @param completeNs when the outcome was known; of an {@link Outcome#INFO} when the client gave
   *     up
   * @param outcome what the client knows
   */
  record Op(
      long process,
      Kind op,
      String key,
      String sku,
      @JsonProperty("invoke") long invokeNs,
      @JsonProperty("complete") long completeNs,
      @JsonProperty("type") Outcome outcome,
      @JsonProperty("answer") ToldOrder told) {

    enum Kind {
      PLACE,
      READ
    }

    enum Outcome {
      /** It took effect, and the answer tells which. */
      OK,
      /** It was refused, and the answer tells why. */
      FAIL,
      /** Nobody knows: it may take effect at any later moment. */
      INFO
    }

    /** Whether this was over before the other one began. */
    boolean isBefore(Op other) {
      return completeNs < other.invokeNs;
    }

    /** The state that its client knows of; a refusal is the answer of a rejected order. */
    String state() {
      return outcome == Outcome.FAIL ? "rejected" : told.state();
    }
  }
}
