package mercat.edge.grpc;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.function.UnaryOperator;
import mercat.edge.http.ProblemHandler;
import org.jspecify.annotations.Nullable;

/** The failure handler of calls: what went wrong becomes a status with its details. */
record RemoteProblemHandler(RemoteResponder responder) implements Handler<RoutingContext> {
  private static final String METHOD = "mercat.method";

  /** Notes which method a call is of. */
  static Handler<RoutingContext> remember(RemoteMethod method) {
    return ctx -> {
      ctx.put(METHOD, method);
      ctx.next();
    };
  }

  @Override
  public void handle(RoutingContext ctx) {
    @Nullable RemoteMethod method = ctx.get(METHOD);
    UnaryOperator<String> field = method == null ? UnaryOperator.identity() : method::field;
    responder.fail(ctx, ProblemHandler.problem(ctx), field);
  }
}
