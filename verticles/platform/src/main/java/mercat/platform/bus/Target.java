package mercat.platform.bus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.Serial;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import mercat.platform.Failure;

/**
 * One context on another node: the addresses of its requests, and the breaker that stands before
 * them. A node that is there responds when a deadline passes at the latest. So the breaker counts
 * what had no response at all, long after the callers have given up: how short they wait does not
 * matter.
 */
final class Target {
  /**
   * Attempts without a response, one after another with none answered between, that open the
   * breaker.
   */
  private static final int UNANSWERED_MAX = 5;

  /** The full timeout of an attempt: whoever has not responded by then is not there. */
  private static final long RESPONSE_MAX_MS = 4_500;

  /** What a response may take on its way, in large collections of garbage too. */
  private static final long ON_THE_WAY_MS = 1_000;

  private static final long RESET_MS = 2_000;
  private static final long PROBE_TIMEOUT_MS = 15_000;

  /**
   * Requests on their way to one context of one node. The event bus queues without a bound what a
   * peer does not read; this is the bound.
   */
  private static final int IN_FLIGHT_MAX = 512;

  final String context;
  final String node;
  private final CircuitBreaker breaker;
  private final Map<Class<?>, String> addresses = new ConcurrentHashMap<>();
  private final AtomicInteger unansweredInRow = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Set<Promise<?>> waiting = ConcurrentHashMap.newKeySet();

  /**
   * An attempt that got no response at all: what breakers count. A response of any kind, a failure
   * included, is none of these.
   */
  static final class NoResponseException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final Failure told;

    NoResponseException(Failure told) {
      super(told.getMessage(), told, false, false);
      this.told = told;
    }
  }

  Target(Vertx vertx, String context, String node) {
    this.context = context;
    this.node = node;
    this.breaker =
        CircuitBreaker.create(
                context + "@" + node,
                vertx,
                new CircuitBreakerOptions()
                    .setMaxFailures(1)
                    .setMaxRetries(0)
                    .setTimeout(PROBE_TIMEOUT_MS)
                    .setResetTimeout(RESET_MS)
                    .setNotificationPeriod(0)
                    .setNotificationAddress(null))
            .failurePolicy(attempted ->
                attempted.failed() && attempted.cause() instanceof NoResponseException);
  }

  String address(Class<?> request) {
    return addresses.computeIfAbsent(request, type -> addressOf(context, type, node));
  }

  static String addressOf(String context, Class<?> request, String node) {
    return context + "." + request.getSimpleName() + "@" + node;
  }

  /**
   * Makes one attempt, unless the breaker is open or too many are on their way.
   *
   * @param patienceMs how long the caller waits
   * @param remainingMs until the deadline, at which a node that is there responds
   * @param send given the milliseconds in which there must be some response, sends the request
   */
  <T> Future<T> attempt(long patienceMs, long remainingMs, LongFunction<Future<T>> send) {
    long responseMs = Math.max(patienceMs, Math.min(remainingMs + ON_THE_WAY_MS, RESPONSE_MAX_MS));
    Supplier<Future<T>> attempt = () -> bounded(() -> send.apply(responseMs));
    var response =
        breaker.state() == CircuitBreakerState.CLOSED
            ? attempt.get().onComplete(answer -> answered(), this::count)
            : breaker.<T>execute(promise -> attempt.get().onComplete(promise));
    return (patienceMs < responseMs ? response.timeout(patienceMs, MILLISECONDS) : response)
        .recover(thrown -> Future.failedFuture(told(thrown)));
  }

  private <T> Future<T> bounded(Supplier<Future<T>> attempt) {
    if (inFlight.incrementAndGet() > IN_FLIGHT_MAX) {
      inFlight.decrementAndGet();
      return Future.failedFuture(Failure.overloaded(context));
    }
    var answer = Promise.<T>promise();
    waiting.add(answer);
    attempt.get().onComplete(answer::tryComplete, answer::tryFail);
    return answer
        .future()
        .onComplete(answered -> {
          waiting.remove(answer);
          inFlight.decrementAndGet();
        });
  }

  /** Ends the waiting for answers of a node that has gone: none will come. */
  void abandon() {
    waiting.forEach(
        answer -> answer.tryFail(new NoResponseException(Failure.unavailable(context, null))));
  }

  /** Whether requests had better go to another node. */
  boolean isAvoided() {
    return breaker.state() != CircuitBreakerState.CLOSED;
  }

  CircuitBreakerState state() {
    return breaker.state();
  }

  /**
   * The breaker itself counts them whatever is answered between them: under load a few that came
   * too late would turn away thousands that did not.
   */
  private void count(Throwable thrown) {
    if (!(thrown instanceof NoResponseException)) {
      answered();
    } else if (unansweredInRow.incrementAndGet() == UNANSWERED_MAX) {
      breaker.open();
      unansweredInRow.set(0);
    }
  }

  private void answered() {
    if (unansweredInRow.get() > 0) {
      unansweredInRow.set(0);
    }
  }

  private Throwable told(Throwable thrown) {
    return switch (thrown) {
      case NoResponseException missing -> missing.told;
      case OpenCircuitException open -> Failure.unavailable(context, open);
      case TimeoutException late -> Failure.deadlineExceeded(context);
      default -> thrown;
    };
  }
}
