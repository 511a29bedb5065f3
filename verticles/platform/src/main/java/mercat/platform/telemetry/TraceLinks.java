package mercat.platform.telemetry;

import java.util.List;

/**
 * The work that one transaction is a part of.
 *
 * @param causes how many requests or events the transaction decides
 * @param spans the spans of those that are recorded
 */
public record TraceLinks(int causes, List<Span> spans) {
  /**
   * Starts the span of the transaction: a child of the first span, and linked with the others from
   * both sides.
   */
  public Span startTransaction(Tracer tracer, String schema) {
    if (spans.isEmpty()) {
      return Span.NONE;
    }
    var span = tracer.start(spans.getFirst().trace(""), Role.CLIENT, "transaction", schema);
    span.put("db.system.name", "postgresql");
    span.put("db.namespace", schema);
    span.put("db.operation.name", "transaction");
    span.put("mercat.causes", causes);
    for (var other : spans.subList(1, spans.size())) {
      span.link(other);
      other.link(span);
    }
    return span;
  }
}
