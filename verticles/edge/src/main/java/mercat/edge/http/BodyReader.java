package mercat.edge.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collector;

/** Reads bodies: whole, within a bound of bytes and of time. */
public final class BodyReader {
  private static final String KEY = "mercat.body";

  /** What is announced to be larger is not even taken off the wire. */
  private static final long DISCARDED_MAX = 64L * 1024 * 1024;

  private final Duration timeout;

  public BodyReader(Duration timeout) {
    this.timeout = timeout;
  }

  /** Reads the body of each request, at most so many bytes. */
  public Handler<RoutingContext> upTo(int bytesMax) {
    return ctx ->
        read(ctx.request(), bytesMax)
            .onComplete(
                body -> {
                  ctx.put(KEY, body);
                  ctx.next();
                },
                ctx::fail);
  }

  /** The body that was read, empty when there was none. */
  public static Buffer body(RoutingContext ctx) {
    Buffer body = ctx.get(KEY);
    return body == null ? Buffer.buffer(0) : body;
  }

  /** Whether the sender announced a body. */
  static boolean isAnnounced(HttpServerRequest request) {
    var headers = request.headers();
    return headers.contains(HttpHeaders.TRANSFER_ENCODING)
        || (headers.contains(HttpHeaders.CONTENT_LENGTH)
            && !"0".equals(headers.get(HttpHeaders.CONTENT_LENGTH)));
  }

  /** Whether the sender waits for a word before it sends the body. */
  public static boolean expectsContinue(HttpServerRequest request) {
    return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
  }

  /**
   * The body; fails with 413 when it is larger than {@code max}, 408 when it does not come. What is
   * too large is taken off the wire all the same, for a sender reads the response only then.
   */
  private Future<Buffer> read(HttpServerRequest request, int max) {
    if (!isAnnounced(request)) {
      request.resume();
      return Future.succeededFuture(Buffer.buffer(0));
    }
    long length = announcedLength(request);
    boolean asks = expectsContinue(request);
    if (length > DISCARDED_MAX || (asks && length > max)) {
      return Future.failedFuture(Problem.tooLarge(max));
    }
    var whole = request.collect(collector(max));
    if (asks) {
      request.response().writeContinue();
    }
    request.resume();
    return whole
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(thrown -> Future.failedFuture(problem(thrown)))
        .compose(body ->
            body.length() > max
                ? Future.failedFuture(Problem.tooLarge(max))
                : Future.succeededFuture(body));
  }

  /**
   * Takes a body off the wire for nothing, so that the connection can carry another request; fails
   * with 408 when it does not come. A body that is very large, or not sent yet, is left where it
   * is: its connection is closed after the response.
   */
  Future<Void> discard(HttpServerRequest request) {
    if (!isAnnounced(request)
        || announcedLength(request) > DISCARDED_MAX
        || expectsContinue(request)) {
      return Future.succeededFuture();
    }
    request.resume();
    return request
        .end()
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(thrown -> Future.failedFuture(problem(thrown)));
  }

  private static Problem problem(Throwable thrown) {
    return thrown instanceof TimeoutException
        ? Problem.of(ErrorCode.TOO_SLOW, "the body did not arrive in time")
        : Problem.of(ErrorCode.INVALID_REQUEST, "the body broke off");
  }

  /** The decoder has let only numbers pass. */
  private static long announcedLength(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  /** At most one part more than {@code max}, by which an excess is known. */
  private static Collector<Buffer, Buffer, Buffer> collector(int max) {
    return Collector.of(
        Buffer::buffer,
        (body, part) -> {
          if (body.length() <= max) {
            body.appendBuffer(part);
          }
        },
        Buffer::appendBuffer);
  }
}
