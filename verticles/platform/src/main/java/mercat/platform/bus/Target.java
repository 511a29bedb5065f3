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
import mercat.platform.FailureKind;

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
            .failurePolicy(attempted -> attempted.failed() && counts(attempted.cause()));
  }

  String address(Class<?> request) {
    return addresses.computeIfAbsent(request, type -> addressOf(context, type, node));
  }

  static String addressOf(String context, Class<?> request, String node) {
    return context + "." + request.getSimpleName() + "@" + node;
  }

  /** Runs one attempt, unless the breaker is open. */
  <T> Future<T> attempt(Supplier<Future<T>> attempt) {
    if (breaker.state() == CircuitBreakerState.CLOSED) {
      return attempt
          .get()
          .onComplete(answered -> count(answered.failed() ? answered.cause() : null));
    }
    return breaker
        .<T>execute(promise -> attempt.get().onComplete(promise))
        .recover(thrown ->
            Future.failedFuture(
                thrown instanceof OpenCircuitException
                    ? Failure.unavailable(context, thrown)
                    : thrown));
  }

  CircuitBreakerState state() {
    return breaker.state();
  }

  private void count(@org.jspecify.annotations.Nullable Throwable thrown) {
    if (thrown != null && counts(thrown)) {
      breaker.<Void>execute(promise -> promise.fail(thrown)).onComplete(done -> {});
    }
  }

  private static boolean counts(Throwable thrown) {
    return thrown instanceof Failure failure
        && (failure.kind() == FailureKind.UNAVAILABLE
            || failure.kind() == FailureKind.DEADLINE_EXCEEDED);
  }
}
