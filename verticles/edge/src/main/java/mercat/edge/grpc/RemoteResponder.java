package mercat.edge.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.impl.GrpcMessageImpl;
import io.vertx.grpc.common.impl.Utils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.function.UnaryOperator;
import mercat.edge.http.ByteBudget;
import mercat.edge.http.CommonHeaders;
import mercat.edge.http.Problem;
import mercat.edge.http.Responder;
import org.jspecify.annotations.Nullable;

/**
 * Ends remote calls, and sends what they stream. What clients have not read yet is bounded over all
 * of them: beyond that the calls of those who have waited longest are reset.
 */
record RemoteResponder(Responder responder, ByteBudget unread) {
  static final String MEDIA_TYPE = "application/grpc";

  /** RST_STREAM: there is no room for what its client does not read. */
  private static final long ENHANCE_YOUR_CALM = 11;

  private static final String RESET = "mercat.reset";

  private static final JsonMapper JSON = new JsonMapper();

  /** Ends a call with what its operation answered: the body of a response whose status is set. */
  void send(RoutingContext ctx, RemoteMethod method, Buffer body) {
    var response = ctx.response();
    var json = read(body);
    if (response.getStatusCode() >= 400) {
      refuse(ctx, json, method::field);
      return;
    }
    send(ctx, method.response(json));
  }

  /** Ends a call of which nothing was sent yet with one message. */
  void send(RoutingContext ctx, Message message) {
    responder.settle(ctx);
    // Not one after the other: both leave in one packet.
    var unused = write(ctx, message);
    end(ctx, GrpcStatus.OK, null);
  }

  /** Ends a call that ran into a problem, perhaps in the midst of a stream. */
  void fail(RoutingContext ctx, Problem problem, UnaryOperator<String> field) {
    var response = ctx.response();
    if (!response.headWritten()) {
      refuse(ctx, read(problem.writeTo(response)), field);
      return;
    }
    responder.settle(ctx);
    var json = read(problem.body(requestId(response)));
    var retryAfter = problem.headers().getOrDefault("Retry-After", "");
    var status = RemoteStatus.of(json, retryAfter, field);
    end(ctx, GrpcStatus.valueOf(status.getCode()), status);
  }

  /** Notes that nobody waits for a call any more. */
  void abandon(RoutingContext ctx) {
    responder.settle(ctx);
  }

  /** Ends a stream that has shown all there was to show. */
  void end(RoutingContext ctx) {
    responder.settle(ctx);
    end(ctx, GrpcStatus.OK, null);
  }

  private void refuse(RoutingContext ctx, JsonNode problem, UnaryOperator<String> field) {
    var response = ctx.response();
    responder.settle(ctx);
    if (response.headWritten() || response.closed()) {
      return;
    }
    var retryAfter = response.headers().get("Retry-After");
    var status = RemoteStatus.of(problem, retryAfter == null ? "" : retryAfter, field);
    begin(response);
    end(ctx, GrpcStatus.valueOf(status.getCode()), status);
  }

  /** Sends one message; completes when it has left for the client, fails where there is no room. */
  Future<Void> write(RoutingContext ctx, Message message) {
    var response = ctx.response();
    if (isOver(ctx)) {
      return Future.succeededFuture();
    }
    begin(response);
    var frame = GrpcMessageImpl.encode(Buffer.buffer(message.toByteArray()), false, false);
    var context = ctx.vertx().getOrCreateContext();
    var claim = unread.begin(() -> context.runOnContext(cut -> reset(ctx)));
    if (!claim.hold(frame.length())) {
      reset(ctx);
      return Future.failedFuture(Problem.overloaded());
    }
    return response.write(frame).onComplete(written -> claim.release());
  }

  private static void reset(RoutingContext ctx) {
    if (!isOver(ctx)) {
      ctx.put(RESET, true);
      var unused = ctx.response().reset(ENHANCE_YOUR_CALM);
    }
  }

  private static boolean isOver(RoutingContext ctx) {
    var response = ctx.response();
    return response.ended() || response.closed() || ctx.data().containsKey(RESET);
  }

  /** To gRPC every response is a success: what became of the call stands in its trailers. */
  private static void begin(HttpServerResponse response) {
    if (!response.headWritten()) {
      response.setStatusCode(200).headers().set(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
    }
  }

  private static void end(RoutingContext ctx, GrpcStatus code, @Nullable Status status) {
    var request = ctx.request();
    var response = ctx.response();
    if (isOver(ctx)) {
      return;
    }
    var last = response.headWritten() ? response.trailers() : response.headers();
    last.set(GrpcHeaderNames.GRPC_STATUS, code.toString());
    if (status != null) {
      last.set(GrpcHeaderNames.GRPC_MESSAGE, Utils.utf8PercentEncode(status.getMessage()));
      last.set(
          GrpcHeaderNames.GRPC_STATUS_DETAILS_BIN,
          Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()));
    }
    var unused = response.end();
    if (!request.isEnded()) {
      // What is still under way of it is nobody's any more.
      request.resume();
    }
  }

  private static String requestId(HttpServerResponse response) {
    return String.valueOf(response.headers().get(CommonHeaders.REQUEST_ID));
  }

  private static JsonNode read(Buffer body) {
    try {
      return JSON.readTree(body.getBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
