package mercat.platform.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
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
  public Span startTransaction(Traces traces, String schema) {
    if (spans.isEmpty()) {
      return Span.getInvalid();
    }
    var parent = Spans.traceOf(spans.getFirst(), "");
    var transaction =
        traces
            .start(parent, SpanKind.CLIENT, "transaction", schema)
            .setAttribute("db.system.name", "postgresql")
            .setAttribute("db.namespace", schema)
            .setAttribute("db.operation.name", "transaction")
            .setAttribute("mercat.causes", causes);
    for (var other : spans.subList(1, spans.size())) {
      transaction.addLink(other.getSpanContext());
      other.addLink(transaction.getSpanContext());
    }
    return transaction;
  }
}
