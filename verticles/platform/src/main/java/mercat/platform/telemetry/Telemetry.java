package mercat.platform.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** How a part of Mercat tells what it does: in meters and in traces. */
public record Telemetry(MeterRegistry metrics, Traces traces) {
  /** Tells nobody. */
  public static Telemetry silent() {
    return new Telemetry(new SimpleMeterRegistry(), Traces.OFF);
  }
}
