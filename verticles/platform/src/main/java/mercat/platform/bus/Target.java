package mercat.platform.bus;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import mercat.platform.Failure;

/**
 * One context on one node: the addresses of its requests, and the breaker that stands before them.
 */
final class Target {
  private static final int FAILURES_MAX = 5;
  private static final long RESET_MS = 2_000;
  private static final long PROBE_TIMEOUT_MS = 15_000;

  final String context;
  final String node;
  private final CircuitBreaker breaker;
  private final Map<Class<?>, String> addresses = new ConcurrentHashMap<>();

  Target(Vertx vertx, String context, String node) {
    this.context = context;
    this.node = node;
    this.breaker =
        CircuitBreaker.create(
                context + "@" + node,
                vertx,
                new CircuitBreakerOptions()
                    .setMaxFailures(FAILURES_MAX)
                    .setMaxRetries(0)
                    .setTimeout(PROBE_TIMEOUT_MS)
                    .setResetTimeout(RESET_MS)
                    .setNotificationPeriod(0)
                    .setNotificationAddress(null))
            .failurePolicy(attempted -> attempted.failed() && attempted.cause() instanceof Lost);
  }

  String address(Class<?> request) {
    return addresses.computeIfAbsent(request, type -> addressOf(context, type, node));
  }

  static String addressOf(String context, Class<?> request, String node) {
    return context + "." + request.getSimpleName() + "@" + node;
  }

  /** Runs one attempt, unless the breaker is open. Only an attempt that was {@link Lost} counts. */
  <T> Future<T> attempt(Supplier<Future<T>> attempt) {
    var attempted =
        breaker.state() == CircuitBreakerState.CLOSED
            ? attempt.get().onFailure(this::count)
            : breaker.<T>execute(promise -> attempt.get().onComplete(promise));
    return attempted.recover(thrown -> Future.failedFuture(told(thrown)));
  }

  CircuitBreakerState state() {
    return breaker.state();
  }

  private void count(Throwable thrown) {
    if (thrown instanceof Lost) {
      breaker.<Void>execute(promise -> promise.fail(thrown)).onComplete(counted -> {});
    }
  }

  private Throwable told(Throwable thrown) {
    return switch (thrown) {
      case Lost lost -> lost.failure();
      case OpenCircuitException open -> Failure.unavailable(context, open);
      default -> thrown;
    };
  }
}
