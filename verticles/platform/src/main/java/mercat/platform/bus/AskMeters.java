package mercat.platform.bus;

import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * How often each context is asked for what, how it ends, and how long the caller waited, repeats
 * and all: {@code mercat.bus.asks}. A refusal is an answer.
 */
final class AskMeters {
  private static final String ANSWERED = "answered";

  private final Telemetry telemetry;
  private final Map<Meter, Timer> timers = new ConcurrentHashMap<>();

  /** What the durations of one timer have in common. */
  private record Meter(String context, Class<?> request, String outcome) {}

  AskMeters(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** The answer to what was asked at a moment of {@link System#nanoTime}. */
  <R extends Message> Future<R> time(
      long asked, String context, Request<R> request, Call call, Future<R> answer) {
    return answer.onComplete((reply, thrown) -> {
      var meter = new Meter(context, request.getClass(), outcomeOf(thrown));
      var known = timers.get(meter);
      var timer = known == null ? timers.computeIfAbsent(meter, this::timer) : known;
      telemetry.traces().record(timer, System.nanoTime() - asked, call.trace());
    });
  }

  private Timer timer(Meter meter) {
    return Timer.builder("mercat.bus.asks")
        .tag("context", meter.context())
        .tag("request", meter.request().getSimpleName())
        .tag("outcome", meter.outcome())
        .register(telemetry.metrics());
  }

  private static String outcomeOf(@Nullable Throwable thrown) {
    return thrown == null ? ANSWERED : Failure.of(thrown).kind().name().toLowerCase(Locale.ROOT);
  }
}
