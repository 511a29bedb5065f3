package mercat.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Bounds many waits by one timer. {@link Future#timeout} sets a timer for each, and where the
 * future belongs to no event loop it wakes another thread twice, when the wait begins and when it
 * ends.
 *
 * <p>A wait ends at most {@value #LOOK_MS} ms too late.
 */
public final class Timeouts {
  private static final long LOOK_MS = 50;

  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final ExpiryTimer timer;

  private record Waiting(Promise<?> answer, Deadline deadline, Supplier<? extends Throwable> late) {
    boolean isOver() {
      if (answer.future().isComplete()) {
        return true;
      }
      if (!deadline.hasPassed()) {
        return false;
      }
      answer.tryFail(late.get());
      return true;
    }
  }

  public Timeouts(Vertx vertx) {
    this.timer = new ExpiryTimer(vertx, LOOK_MS, this::look);
  }

  /**
   * Fails a promise that nobody has completed by then.
   *
   * @param late what it fails with, on the timer's event loop
   */
  public void bound(Promise<?> answer, Deadline deadline, Supplier<? extends Throwable> late) {
    waiting.add(new Waiting(answer, deadline, late));
    timer.start();
  }

  /** The same result, or a {@link TimeoutException} when it does not come within so long. */
  public <T> Future<T> bound(Future<T> answer, Duration patience) {
    if (answer.isComplete()) {
      return answer;
    }
    var bounded = Promise.<T>promise();
    answer.onComplete(bounded::tryComplete, bounded::tryFail);
    bound(
        bounded,
        Deadline.after(patience),
        () -> new TimeoutException("no answer within " + patience.toMillis() + " ms"));
    return bounded.future();
  }

  private boolean look() {
    waiting.removeIf(Waiting::isOver);
    return !waiting.isEmpty();
  }
}
