package mercat.edge.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Decides which orders this node takes on, before anything is done for them. One for all instances
 * of the edge in a node: they share the port, and so the rate.
 */
public final class OrderAdmission {
  private static final int BURSTS_A_SECOND = 10;

  private final Bucket bucket;
  private final boolean isLimited;
  private final ConcurrencyLimit limit;
  private final Counter admitted;
  private final Counter shed;

  /** The time of the meters. */
  private record Ticking(Clock clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return clock.monotonicTime();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  /**
   * Takes on so many a second, a tenth of them at once after a pause.
   *
   * @param ordersPerSecondMax 0 for any number
   */
  public OrderAdmission(int ordersPerSecondMax, ConcurrencyLimit limit, MeterRegistry metrics) {
    this.limit = limit;
    int perSecond = Math.max(1, ordersPerSecondMax);
    this.isLimited = ordersPerSecondMax > 0;
    this.bucket =
        Bucket.builder()
            .addLimit(rate ->
                rate.capacity(Math.max(1, perSecond / BURSTS_A_SECOND))
                    .refillGreedy(perSecond, Duration.ofSeconds(1)))
            .withCustomTimePrecision(new Ticking(metrics.config().clock()))
            .build();
    metrics.gauge("mercat.edge.orders.limit", limit, ConcurrencyLimit::limit);
    metrics.gauge("mercat.edge.orders.underway", limit, ConcurrencyLimit::underWay);
    this.admitted = metrics.counter("mercat.edge.orders", "outcome", "admitted");
    this.shed = metrics.counter("mercat.edge.orders", "outcome", "shed");
  }

  /** Lets pass what may be taken on now; of anything else the body is not looked at. */
  public Handler<RoutingContext> admitting(BodyReader bodies) {
    return ctx -> {
      if (admits()) {
        ctx.next();
      } else {
        bodies.refuse(ctx, Problem.overloaded());
      }
    };
  }

  /** Whether one more order may come now. A repeat counts like any other. */
  boolean admits() {
    boolean isAdmitted = limit.hasRoom() && (!isLimited || bucket.tryConsume(1));
    if (!isAdmitted) {
      shed.increment();
    }
    return isAdmitted;
  }

  /**
   * Takes on an order that has arrived whole, unless others have taken the room that there was when
   * it began to arrive: who sends slowly keeps nobody out.
   */
  public void takeOn(RoutingContext ctx) {
    if (limit.enter()) {
      admitted.increment();
      ctx.addEndHandler(ended -> limit.leave());
      ctx.next();
    } else {
      shed.increment();
      ctx.fail(Problem.overloaded());
    }
  }
}
