package mercat.platform.telemetry;

import io.vertx.circuitbreaker.CircuitBreakerState;

/** The state of a circuit breaker as a metric tells it. */
public final class BreakerState {
  private BreakerState() {}

  /** 0 when calls are made, 1 when one is tried, 2 when none is. */
  public static int number(CircuitBreakerState state) {
    return switch (state) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }
}
