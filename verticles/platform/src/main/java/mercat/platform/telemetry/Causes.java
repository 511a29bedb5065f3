package mercat.platform.telemetry;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** What a transaction follows from: the trace of each cause, and the recorded work among them. */
public final class Causes {
  private final IdentityHashMap<Object, String> traces;
  private final List<Span> spans = new ArrayList<>(0);

  /** Room for a number of causes. */
  public Causes(int expected) {
    this.traces = new IdentityHashMap<>(expected);
  }

  /** Adds a cause, recognised by identity. */
  public void add(Object cause, String trace) {
    traces.put(cause, trace);
  }

  /** Adds work that the transaction is a part of. */
  public void add(Span span) {
    if (span.isRecorded()) {
      spans.add(span);
    }
  }

  /** The trace that what follows from a cause continues; empty for what is no cause. */
  public String traceOf(Object cause) {
    return traces.getOrDefault(cause, "");
  }

  /**
   * Starts the span of the transaction: a child of the first recorded work, and linked with the
   * others, from both sides.
   */
  public Span transaction(Tracer tracer, String schema) {
    if (spans.isEmpty()) {
      return Span.NONE;
    }
    var span = tracer.start(spans.getFirst().trace(""), Role.CLIENT, "transaction", schema);
    span.put("db.system.name", "postgresql");
    span.put("db.namespace", schema);
    span.put("db.operation.name", "transaction");
    span.put("mercat.causes", traces.size());
    for (var other : spans.subList(1, spans.size())) {
      span.link(other);
      other.link(span);
    }
    return span;
  }
}
