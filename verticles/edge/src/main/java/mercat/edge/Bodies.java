package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collector;

/** Reads bodies: whole, within a bound of bytes and of time. */
final class Bodies {
  /** What is said to be larger is not even taken off the wire. */
  private static final long DISCARDED_MAX = 64L * 1024 * 1024;

  private Bodies() {}

  /** Whether the sender announced a body. */
  static boolean isAnnounced(HttpServerRequest request) {
    var headers = request.headers();
    return headers.contains("Transfer-Encoding")
        || (headers.contains("Content-Length") && !"0".equals(headers.get("Content-Length")));
  }

  /**
   * The body; fails with 413 when it is larger than {@code max}, 408 when it does not come. What is
   * too large is taken off the wire all the same, for a sender reads the answer only then.
   */
  static Future<Buffer> read(HttpServerRequest request, int max, Duration timeout) {
    if (!isAnnounced(request)) {
      request.resume();
      return Future.succeededFuture(Buffer.buffer(0));
    }
    long length = announcedLength(request);
    boolean asks = expectsContinue(request);
    if (length > DISCARDED_MAX || (asks && length > max)) {
      return Future.failedFuture(Problem.tooLarge(max));
    }
    var whole = request.collect(upTo(max));
    if (asks) {
      request.response().writeContinue();
    }
    request.resume();
    return whole
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(thrown -> Future.failedFuture(problem(thrown)))
        .map(body -> {
          if (body.length() > max) {
            throw Problem.tooLarge(max);
          }
          return body;
        });
  }

  /**
   * Takes a body off the wire for nothing, so that the connection can carry another request; fails
   * with 408 when it does not come. A body that is very large, or not sent yet, is left where it
   * is: its connection is closed after the answer.
   */
  static Future<Void> discard(HttpServerRequest request, Duration timeout) {
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

  /** Whether the sender waits for a word before it sends the body. */
  static boolean expectsContinue(HttpServerRequest request) {
    return "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
  }

  private static Problem problem(Throwable thrown) {
    return thrown instanceof TimeoutException
        ? Problem.of(408, "too_slow", "the body did not arrive in time")
        : Problem.of(400, "invalid_request", "the body broke off");
  }

  private static long announcedLength(HttpServerRequest request) {
    var length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException malformed) {
      throw Problem.invalid("header:Content-Length", "is not a number");
    }
  }

  /** At most one part more than {@code max}, by which an excess is known. */
  private static Collector<Buffer, Buffer, Buffer> upTo(int max) {
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
