package mercat.platform.log;

import java.util.ArrayList;
import java.util.List;
import mercat.contracts.log.LogEntry;
import mercat.platform.telemetry.Role;
import mercat.platform.telemetry.Span;
import mercat.platform.telemetry.TraceLinks;
import mercat.platform.telemetry.Tracer;

/**
 * One try to apply entries: those whose trace is recorded continue it in a span of their own.
 *
 * @param entries what is applied, each with the trace that its effects continue
 * @param spans of the entries that are recorded
 */
record Applying(List<LogEntry> entries, List<Span> spans) {
  /** Entries without spans. */
  static Applying unrecorded(List<LogEntry> entries) {
    return new Applying(entries, List.of());
  }

  static Applying of(Tracer tracer, String context, String source, List<LogEntry> entries) {
    if (entries.stream().noneMatch(entry -> tracer.records(entry.trace()))) {
      return unrecorded(entries);
    }
    var traced = new ArrayList<LogEntry>(entries.size());
    var spans = new ArrayList<Span>();
    for (var entry : entries) {
      var span = span(tracer, context, source, entry);
      if (span.isRecorded()) {
        span.put("messaging.batch.message_count", entries.size());
        spans.add(span);
      }
      traced.add(
          new LogEntry(
              entry.position(), entry.key(), entry.event(), span.trace(entry.trace()), entry.at()));
    }
    return new Applying(traced, spans);
  }

  private static Span span(Tracer tracer, String context, String source, LogEntry entry) {
    if (!tracer.records(entry.trace())) {
      return Span.NONE;
    }
    var destination = source + "." + entry.event().getClass().getSimpleName();
    return tracer
        .start(entry.trace(), Role.CONSUMER, "follow", destination)
        .put("messaging.system", "mercat")
        .put("messaging.operation.type", "process")
        .put("messaging.operation.name", "follow")
        .put("messaging.destination.name", destination)
        .put("messaging.consumer.group.name", context)
        .put("mercat.context", context)
        .put("mercat.log.position", entry.position());
  }

  /** The work that the transaction is a part of. */
  TraceLinks links() {
    return new TraceLinks(entries.size(), spans);
  }

  void fail(RuntimeException thrown) {
    spans.forEach(span -> span.fail(thrown));
  }

  void end() {
    spans.forEach(Span::end);
  }
}
