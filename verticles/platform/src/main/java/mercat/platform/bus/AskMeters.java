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
  private final Map<String, Map<Class<?>, Outcomes>> known = new ConcurrentHashMap<>();

  /** The meters of one request to one context. */
  private static final class Outcomes {
    final Map<String, Timer> timers = new ConcurrentHashMap<>();
  }

  AskMeters(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** The answer to what was asked at a moment of {@link System#nanoTime}. */
  <R extends Message> Future<R> time(
      long asked, String context, Request<R> request, Call call, Future<R> answer) {
    return answer.onComplete((reply, thrown) -> {
      var timer = timer(context, request.getClass(), outcomeOf(thrown));
      telemetry.traces().record(timer, System.nanoTime() - asked, call.trace());
    });
  }

  private Timer timer(String context, Class<?> request, String outcome) {
    var requests = known.get(context);
    var outcomes = requests == null ? null : requests.get(request);
    var timer = outcomes == null ? null : outcomes.timers.get(outcome);
    return timer == null ? make(context, request, outcome) : timer;
  }

  private Timer make(String context, Class<?> request, String outcome) {
    return known
        .computeIfAbsent(context, first -> new ConcurrentHashMap<>())
        .computeIfAbsent(request, first -> new Outcomes())
        .timers
        .computeIfAbsent(
            outcome,
            first ->
                telemetry
                    .metrics()
                    .timer(
                        "mercat.bus.asks",
                        "context",
                        context,
                        "request",
                        request.getSimpleName(),
                        "outcome",
                        outcome));
  }

  private static String outcomeOf(@Nullable Throwable thrown) {
    return thrown == null ? ANSWERED : Failure.of(thrown).kind().name().toLowerCase(Locale.ROOT);
  }
}
