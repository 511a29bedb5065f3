package mercat.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.shareddata.Shareable;

/**
 * Decides which orders this node takes on, before anything is done for them. One for all instances
 * of the edge in a node: they share the port, and so the rate.
 */
final class Admission implements Shareable {
  private final TokenBucket bucket;
  private final boolean isLimited;
  private final Counter admitted;
  private final Counter shed;

  Admission(int ordersPerSecondMax, MeterRegistry metrics) {
    this.isLimited = ordersPerSecondMax > 0;
    this.bucket =
        new TokenBucket(Math.max(1, ordersPerSecondMax), metrics.config().clock()::monotonicTime);
    this.admitted = metrics.counter("mercat.edge.orders", "outcome", "admitted");
    this.shed = metrics.counter("mercat.edge.orders", "outcome", "shed");
  }

  /** Whether one more order is taken on now. A repeat counts like any other. */
  boolean admits() {
    boolean isAdmitted = !isLimited || bucket.take();
    (isAdmitted ? admitted : shed).increment();
    return isAdmitted;
  }
}
