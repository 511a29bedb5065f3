package mercat.platform.telemetry;

import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives a meter the trace of a value as its example. The meter asks for it on the thread that
 * records, so it is kept by thread, for as long as the recording takes and no longer.
 */
final class Exemplars implements SpanContext {
  private final Map<Thread, String> recording = new ConcurrentHashMap<>();

  void record(Timer meter, long nanos, String trace) {
    recording.put(Thread.currentThread(), trace);
    try {
      meter.record(nanos, TimeUnit.NANOSECONDS);
    } finally {
      recording.remove(Thread.currentThread());
    }
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    var trace = current();
    return trace == null ? null : Trace.id(trace);
  }

  @Override
  public @Nullable String getCurrentSpanId() {
    var trace = current();
    return trace == null ? null : Trace.spanId(trace);
  }

  @Override
  public boolean isCurrentSpanSampled() {
    return current() != null;
  }

  @Override
  public void markCurrentSpanAsExemplar() {}

  private @Nullable String current() {
    return recording.isEmpty() ? null : recording.get(Thread.currentThread());
  }
}
