package mercat.edge.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * Stands on a path after the routes of its methods: names them to who asks with OPTIONS, and to who
 * tries another.
 *
 * @param allowed the methods, as the header Allow lists them
 */
public record OtherMethods(String allowed, Responder responder) implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext ctx) {
    if (ctx.request().method().equals(HttpMethod.OPTIONS)) {
      ctx.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, allowed);
      responder.send(ctx, Buffer.buffer(0));
    } else {
      ctx.fail(
          Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "this path has other methods")
              .with("Allow", allowed));
    }
  }
}
