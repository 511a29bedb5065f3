package mercat.edge.grpc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;

/** The end of a call as a future. */
final class CallEnd {
  private CallEnd() {}

  /** Completes with the response; fails when the client has gone before. */
  static Future<Void> of(RoutingContext ctx) {
    var ended = Promise.<Void>promise();
    ctx.addEndHandler(ended::handle);
    return ended.future();
  }
}
