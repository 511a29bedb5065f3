package mercat.platform.telemetry;

import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the spans of the traces that are recorded. Whether a trace is, is decided once, where it
 * begins; from there on its text says so, and work of a trace that is not recorded costs no more
 * than to look at it. Parents are always named by that text: nothing is taken from the thread.
 */
public final class Traces {
  /** Records nothing. */
  public static final Traces OFF =
      new Traces(TracerProvider.noop().get("mercat"), false, 0, false, new Exemplars());

  private final Tracer tracer;
  private final boolean isOn;
  private final double ratio;
  private final boolean trustsCallers;
  private final Exemplars exemplars;

  private Traces(
      Tracer tracer, boolean isOn, double ratio, boolean trustsCallers, Exemplars exemplars) {
    this.tracer = tracer;
    this.isOn = isOn;
    this.ratio = ratio;
    this.trustsCallers = trustsCallers;
    this.exemplars = exemplars;
  }

  /**
   * Hands spans to a tracer.
   *
   * @param tracer records every span that it is asked to start
   * @param ratio the part of the traces that is recorded, 0 to 1
   * @param trustsCallers whether a caller's trace parent decides instead
   */
  static Traces recordedBy(
      Tracer tracer, double ratio, boolean trustsCallers, Exemplars exemplars) {
    return new Traces(tracer, true, ratio, trustsCallers, exemplars);
  }

  /** Whether work of this trace is recorded here. */
  public boolean records(String trace) {
    return isOn && Trace.isSampled(trace);
  }

  /**
   * Starts the first work of a trace in Mercat, and decides whether the trace is recorded.
   *
   * @param caller a valid trace parent from outside, null when there is none
   * @param operation the first part of the name: one of few words
   * @param subject the second part: what it is done to, one of few as well
   * @return {@link Span#getInvalid} when the trace is not recorded
   */
  public Span begin(@Nullable String caller, SpanKind kind, String operation, String subject) {
    if (!isOn) {
      return Span.getInvalid();
    }
    boolean isRecorded = (caller != null && trustsCallers) ? Trace.isSampled(caller) : isDrawn();
    return isRecorded ? span(caller, kind, operation, subject) : Span.getInvalid();
  }

  /**
   * Starts work that a trace causes.
   *
   * @return {@link Span#getInvalid} when the trace is not recorded
   */
  public Span start(String trace, SpanKind kind, String operation, String subject) {
    return records(trace) ? span(trace, kind, operation, subject) : Span.getInvalid();
  }

  /**
   * Starts what is done with a message, with what OpenTelemetry wants to know of messaging.
   *
   * @param operation such as {@code ask}; done by one context
   * @param source the context that the message belongs to
   * @return {@link Span#getInvalid} when the trace is not recorded
   */
  public Span startMessage(
      String trace, SpanKind kind, String operation, String context, String source, Class<?> type) {
    if (!records(trace)) {
      return Span.getInvalid();
    }
    var destination = source + "." + type.getSimpleName();
    return span(trace, kind, operation, destination)
        .setAttribute("messaging.system", "mercat")
        .setAttribute("messaging.operation.type", kind == SpanKind.CLIENT ? "send" : "process")
        .setAttribute("messaging.operation.name", operation)
        .setAttribute("messaging.destination.name", destination)
        .setAttribute("mercat.context", context);
  }

  /** Adds a duration to a meter, with the trace as its example where it is recorded. */
  public void record(Timer meter, long nanos, String trace) {
    if (records(trace)) {
      exemplars.record(meter, nanos, trace);
    } else {
      meter.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** By chance, not by the trace's id, which callers may choose. */
  private boolean isDrawn() {
    return ThreadLocalRandom.current().nextDouble() < ratio;
  }

  private Span span(@Nullable String parent, SpanKind kind, String operation, String subject) {
    return tracer
        .spanBuilder(operation + " " + subject)
        .setSpanKind(kind)
        .setParent(
            parent == null ? Context.root() : Context.root().with(Span.wrap(Trace.place(parent))))
        .startSpan();
  }
}
