package mercat.platform.mailbox;

import io.opentelemetry.api.trace.Span;
import io.vertx.core.Promise;
import mercat.contracts.Weighted;

/**
 * A request in a mailbox, and who waits for its reply.
 *
 * @param arrivedNanos when it came, by {@link System#nanoTime}
 * @param span covers the wait and the decision
 */
record QueuedRequest<Q, R>(Asked<Q> asked, Promise<R> reply, long arrivedNanos, Span span) {
  int weight() {
    return asked.request() instanceof Weighted weighted ? weighted.weight() : 1;
  }

  boolean isTooLate() {
    return asked.call().deadline().hasPassed();
  }
}
