package mercat.edge.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/**
 * Decides which orders this node takes on, before anything is done for them. One for all instances
 * of the edge in a node: they share the port, and so the rate.
 */
public final class OrderAdmission {
  private final TokenBucket bucket;
  private final boolean isLimited;
  private final ConcurrencyLimit limit = new ConcurrencyLimit();
  private final Counter admitted;
  private final Counter shed;

  public OrderAdmission(int ordersPerSecondMax, Vertx vertx, MeterRegistry metrics) {
    this.isLimited = ordersPerSecondMax > 0;
    this.bucket =
        new TokenBucket(Math.max(1, ordersPerSecondMax), metrics.config().clock()::monotonicTime);
    limit.watch(vertx);
    metrics.gauge("mercat.edge.orders.limit", limit, ConcurrencyLimit::limit);
    this.admitted = metrics.counter("mercat.edge.orders", "outcome", "admitted");
    this.shed = metrics.counter("mercat.edge.orders", "outcome", "shed");
  }

  /** Lets pass what is taken on now; of anything else the body is not looked at. */
  public Handler<RoutingContext> admitting(BodyReader bodies) {
    return ctx -> {
      if (admits()) {
        ctx.addEndHandler(ended -> limit.leave());
        ctx.next();
      } else {
        bodies.discard(ctx.request()).onComplete(gone -> ctx.fail(Problem.overloaded()), ctx::fail);
      }
    };
  }

  /** Whether one more order is taken on now. A repeat counts like any other. */
  private boolean admits() {
    boolean isAdmitted = (!isLimited || bucket.take()) && limit.enter();
    (isAdmitted ? admitted : shed).increment();
    return isAdmitted;
  }
}
