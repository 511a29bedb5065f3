package mercat.platform.telemetry;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The tracer of a node that tells nobody. */
final class Untraced implements Tracer {
  @Override
  public boolean records(String trace) {
    return false;
  }

  @Override
  public Span begin(@Nullable String caller, Role role, String operation, String subject) {
    return Span.NONE;
  }

  @Override
  public Span start(String trace, Role role, String operation, String subject) {
    return Span.NONE;
  }

  @Override
  public void record(Timer meter, long nanos, String trace) {
    meter.record(nanos, TimeUnit.NANOSECONDS);
  }
}
