package mercat.platform.log;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.List;
import mercat.contracts.log.LogEntry;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.TraceLinks;
import mercat.platform.telemetry.Traces;

/**
 * One try to apply entries: those whose trace is recorded continue it in a span of their own.
 *
 * @param entries what is applied, each with the trace that its effects continue
 * @param spans of the entries that are recorded
 */
record TracedEntries(List<LogEntry> entries, List<Span> spans) {
  static final TracedEntries NONE = new TracedEntries(List.of(), List.of());

  static TracedEntries of(Traces traces, String context, String source, List<LogEntry> entries) {
    if (entries.stream().noneMatch(entry -> traces.records(entry.trace()))) {
      return new TracedEntries(entries, List.of());
    }
    var traced = new ArrayList<LogEntry>(entries.size());
    var spans = new ArrayList<Span>();
    for (var entry : entries) {
      if (!traces.records(entry.trace())) {
        traced.add(entry);
        continue;
      }
      var span =
          traces
              .startMessage(
                  entry.trace(),
                  SpanKind.CONSUMER,
                  "follow",
                  context,
                  source,
                  entry.event().getClass())
              .setAttribute("messaging.consumer.group.name", context)
              .setAttribute("messaging.batch.message_count", entries.size())
              .setAttribute("mercat.log.position", entry.position());
      spans.add(span);
      traced.add(
          new LogEntry(
              entry.position(),
              entry.key(),
              entry.event(),
              Spans.traceOf(span, entry.trace()),
              entry.at()));
    }
    return new TracedEntries(traced, spans);
  }

  /** The work that the transaction is a part of. */
  TraceLinks links() {
    return new TraceLinks(entries.size(), spans);
  }

  void fail(RuntimeException thrown) {
    spans.forEach(span -> Spans.fail(span, thrown));
  }

  void end() {
    spans.forEach(Span::end);
  }
}
