package mercat.edge.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import mercat.platform.FailPoint;

/** Ends requests: whoever answers has set the status and the headers, and gives the body. */
public record Responder(RequestTelemetry telemetry, RequestLimits limits) {
  /** Bytes from which on a response is compressed for a client that asks for it. */
  public static final int COMPRESSED_FROM = 1024;

  private static final long LINGER_MS = 2_000;

  private static final FailPoint BEFORE_ANSWER = FailPoint.named("edge.before-answer");
  private static final FailPoint AFTER_ANSWER = FailPoint.named("edge.after-answer");

  /** Ends a request that the router has had. */
  public void send(RoutingContext ctx, Buffer body) {
    settle(ctx);
    end(ctx.request(), body);
  }

  /** Notes that a request has its status, and is no longer under way. */
  public void settle(RoutingContext ctx) {
    var observation = RequestTelemetry.observation(ctx);
    if (observation == null) {
      telemetry.unrouted(ctx.request());
    } else {
      limits.leave();
      telemetry.end(observation);
    }
  }

  /** Ends a request that the router does not get. */
  public void refuse(HttpServerRequest request, Problem problem) {
    var body = problem.writeTo(request.response());
    telemetry.unrouted(request);
    end(request, body);
  }

  /** Whether nobody knows how long the response would be to a GET. */
  private static boolean mayBeCompressed(HttpServerRequest request, Buffer body) {
    return body.length() >= COMPRESSED_FROM
        && request.headers().contains(HttpHeaders.ACCEPT_ENCODING);
  }

  /** Ends a request that nobody has to be told of. */
  public void end(HttpServerRequest request, Buffer body) {
    BEFORE_ANSWER.reach();
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (request.method().equals(HttpMethod.HEAD) && !mayBeCompressed(request, body)) {
      response.headers().set(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
    }
    // What is left of a body would be read as the next request.
    boolean isAllRead = !BodyReader.isAnnounced(request) || request.isEnded();
    if (!isAllRead) {
      response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    var sent = AFTER_ANSWER.reachAfter(response.end(body));
    if (!isAllRead) {
      request.resume();
      // The sender reads the response only when it has sent all: a connection closed now would
      // drop it.
      request
          .end()
          .timeout(LINGER_MS, TimeUnit.MILLISECONDS)
          .onComplete(ended -> sent.onComplete(gone -> request.connection().close()));
    }
  }
}
