package mercat.payments.stripe;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import mercat.platform.BoundedHttp.Response;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before Stripe. After {@value #LOSSES_MAX} losses in a row it is let alone for a while, and
 * then one call is tried; and for as long as it wishes itself, by {@code Retry-After}.
 *
 * <p>A loss is what shows that Stripe is not well: no connection, no answer in the full time that a
 * call has, one that breaks off, 5xx or 429. What it says of a payment is none. How short a caller
 * waits does not matter: the call goes on without them, and its own end counts.
 */
final class StripeBreaker {
  private static final Logger LOG = LoggerFactory.getLogger(StripeBreaker.class);
  private static final int LOSSES_MAX = 5;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  private final Duration pauseMax;
  private final CircuitBreaker breaker;
  private final AtomicInteger lossesInRow = new AtomicInteger();
  private final AtomicReference<Deadline> pause =
      new AtomicReference<>(Deadline.after(Duration.ZERO));

  /**
   * A breaker.
   *
   * @param rest how long Stripe is let alone before one call is tried
   * @param longest a call never takes longer than this
   * @param pauseMax the longest pause that an answer may ask for
   */
  StripeBreaker(Vertx vertx, Duration rest, Duration longest, Duration pauseMax) {
    this.pauseMax = pauseMax;
    this.breaker =
        CircuitBreaker.create(
                "stripe",
                vertx,
                new CircuitBreakerOptions()
                    .setMaxFailures(1)
                    .setMaxRetries(0)
                    .setTimeout(longest.toMillis())
                    .setResetTimeout(rest.toMillis())
                    .setNotificationPeriod(0)
                    .setNotificationAddress(null))
            .closeHandler(closed -> {
              lossesInRow.set(0);
              LOG.info("Stripe answers again");
            });
  }

  /** An answer that is a loss, of the one call that is tried. */
  private static final class LossException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient Response response;

    LossException(Response response) {
      super("status " + response.status(), null, false, false);
      this.response = response;
    }
  }

  /**
   * Makes a call, or fails at once while Stripe is let alone: then nothing was sent.
   *
   * @param call ends in bounded time by itself
   */
  Future<Response> call(Supplier<Future<Response>> call) {
    if (!pause.get().hasPassed()) {
      return Future.failedFuture(letAlone());
    }
    var answer =
        breaker.state() == CircuitBreakerState.CLOSED
            ? call.get().onComplete(this::count, this::count)
            : breaker
                .execute(() -> call.get().compose(StripeBreaker::unlessLoss))
                .recover(StripeBreaker::told);
    return answer.onSuccess(this::obey);
  }

  CircuitBreakerState state() {
    return pause.get().hasPassed() ? breaker.state() : CircuitBreakerState.OPEN;
  }

  private void count(Response response) {
    if (isLoss(response)) {
      lost("status " + response.status());
    } else if (lossesInRow.get() > 0) {
      lossesInRow.set(0);
    }
  }

  /** That we ask too much at once ourselves says nothing of Stripe. */
  private void count(Throwable thrown) {
    if (!(thrown instanceof ConnectionPoolTooBusyException)) {
      lost(thrown.toString());
    }
  }

  /** What was on its way when the breaker opened does not count again. */
  private void lost(String how) {
    if (breaker.state() == CircuitBreakerState.CLOSED
        && lossesInRow.incrementAndGet() == LOSSES_MAX) {
      breaker.open();
      LOG.atWarn()
          .addKeyValue("last", how)
          .log("Stripe is let alone: it does not answer, or fails");
    }
  }

  /** A pause that is under way is never shortened. */
  private void obey(Response response) {
    var wish = response.retryAfter();
    if ((response.status() == TOO_MANY || response.status() == UNAVAILABLE)
        && wish.matches("[0-9]{1,9}")) {
      long seconds = Math.min(Long.parseLong(wish), pauseMax.toSeconds());
      var until = Deadline.after(Duration.ofSeconds(seconds));
      pause.accumulateAndGet(
          until, (one, other) -> one.remainingMs() > other.remainingMs() ? one : other);
      LOG.atWarn().addKeyValue("seconds", seconds).log("Stripe is let alone: it asks for a pause");
    }
  }

  private static boolean isLoss(Response response) {
    return response.status() >= SERVER_ERROR || response.status() == TOO_MANY || !response.whole();
  }

  private static Future<Response> unlessLoss(Response response) {
    return isLoss(response)
        ? Future.failedFuture(new LossException(response))
        : Future.succeededFuture(response);
  }

  private static Future<Response> told(Throwable thrown) {
    return switch (thrown) {
      case LossException loss -> Future.succeededFuture(loss.response);
      case OpenCircuitException open -> Future.failedFuture(letAlone());
      default -> Future.failedFuture(thrown);
    };
  }

  private static Failure letAlone() {
    return Failure.unavailable("Stripe, which is let alone for a while,", null);
  }
}
