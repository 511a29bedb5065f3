package mercat.platform;

import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Trace;

/**
 * The circumstances of a request: how long the caller waits, who they are, and the trace it belongs
 * to.
 *
 * @param trace W3C {@code traceparent}
 * @param caller the context that asks
 */
public record Call(Deadline deadline, Actor actor, String trace, String caller) {
  /** A call that Mercat makes by itself, with a trace of its own that is not recorded. */
  public static Call bySystem(String caller, Duration remaining) {
    return bySystem(caller, remaining, "");
  }

  /**
   * A call that Mercat makes by itself, which continues a trace.
   *
   * @param trace empty for none
   */
  public static Call bySystem(String caller, Duration remaining, String trace) {
    var on = trace.isEmpty() ? Trace.unsampled() : trace;
    return new Call(Deadline.after(remaining), Actor.SYSTEM, on, caller);
  }

  /** This call passed on by another context, which waits at most {@code most}. */
  public Call passedOnBy(String context, Duration most) {
    return new Call(deadline.within(most), actor, trace, context);
  }

  /** This call as it stands within a span: what it leads to is that span's work. */
  public Call within(Span span) {
    return span.isRecording()
        ? new Call(deadline, actor, Spans.traceOf(span, trace), caller)
        : this;
  }
}
