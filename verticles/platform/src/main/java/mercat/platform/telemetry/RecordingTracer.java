package mercat.platform.telemetry;

import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records the traces that are sampled. Parents are always named: nothing is taken from the thread.
 */
final class RecordingTracer implements Tracer {
  private final io.opentelemetry.api.trace.Tracer spans;
  private final double ratio;
  private final boolean trustsCallers;
  private final Exemplars exemplars;

  RecordingTracer(
      io.opentelemetry.api.trace.Tracer spans,
      double ratio,
      boolean trustsCallers,
      Exemplars exemplars) {
    this.spans = spans;
    this.ratio = ratio;
    this.trustsCallers = trustsCallers;
    this.exemplars = exemplars;
  }

  @Override
  public boolean records(String trace) {
    return Trace.isSampled(trace);
  }

  @Override
  public Span begin(@Nullable String caller, Role role, String operation, String subject) {
    if (caller == null) {
      return isDrawn() ? open(Context.root(), role, operation, subject) : Span.NONE;
    }
    boolean isSampled = trustsCallers ? Trace.isSampled(caller) : isDrawn();
    return isSampled ? open(within(caller), role, operation, subject) : Span.NONE;
  }

  @Override
  public Span start(String trace, Role role, String operation, String subject) {
    return Trace.isSampled(trace) ? open(within(trace), role, operation, subject) : Span.NONE;
  }

  @Override
  public void record(Timer meter, long nanos, String trace) {
    if (Trace.isSampled(trace)) {
      exemplars.record(meter, nanos, trace);
    } else {
      meter.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** By chance, not by the trace's id: strangers may choose that. */
  private boolean isDrawn() {
    return ThreadLocalRandom.current().nextDouble() < ratio;
  }

  private Span open(Context parent, Role role, String operation, String subject) {
    return new RecordedSpan(
        spans
            .spanBuilder(operation + " " + subject)
            .setSpanKind(kindOf(role))
            .setParent(parent)
            .startSpan());
  }

  private static Context within(String trace) {
    var parent =
        SpanContext.createFromRemoteParent(
            Trace.id(trace), Trace.spanId(trace), TraceFlags.getSampled(), TraceState.getDefault());
    return Context.root().with(io.opentelemetry.api.trace.Span.wrap(parent));
  }

  private static SpanKind kindOf(Role role) {
    return switch (role) {
      case SERVER -> SpanKind.SERVER;
      case CLIENT -> SpanKind.CLIENT;
      case CONSUMER -> SpanKind.CONSUMER;
      case INTERNAL -> SpanKind.INTERNAL;
    };
  }
}
