package mercat.edge.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many requests are under way at once; one more is answered <em>overloaded</em>. */
public final class RequestLimits implements Handler<RoutingContext> {
  private final int requestsMax;
  private final AtomicInteger underWay = new AtomicInteger();

  public RequestLimits(int requestsMax) {
    this.requestsMax = requestsMax;
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (underWay.incrementAndGet() > requestsMax) {
      ctx.fail(Problem.overloaded());
      return;
    }
    ctx.next();
  }

  /** A request that was counted has its response. */
  void leave() {
    underWay.decrementAndGet();
  }
}
