package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Reads bodies: whole, within a bound of bytes and of time. */
final class Bodies {
  private Bodies() {}

  /**
   * The body; fails with 413 when it is larger than {@code max}, 408 when it does not come. Empty
   * for {@code max} 0.
   */
  static Future<Buffer> read(HttpServerRequest request, int max, Duration timeout, Vertx vertx) {
    if (max == 0 || request.method().equals(HttpMethod.GET)) {
      return Future.succeededFuture(Buffer.buffer(0));
    }
    var length = request.getHeader("Content-Length");
    if (length != null && (length.length() > 9 || Long.parseLong(length) > max)) {
      return Future.failedFuture(tooLarge(max));
    }
    var whole = Promise.<Buffer>promise();
    var body = Buffer.buffer();
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            late -> whole.tryFail(Problem.of(408, "too_slow", "the body did not arrive in time")));
    request.handler(part -> {
      if (body.length() + part.length() > max) {
        request.handler(null);
        whole.tryFail(tooLarge(max));
      } else {
        body.appendBuffer(part);
      }
    });
    request.endHandler(end -> whole.tryComplete(body));
    request.exceptionHandler(
        gone -> whole.tryFail(Problem.of(400, "invalid_request", "the body broke off")));
    request.resume();
    return whole.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  static Problem tooLarge(long max) {
    return Problem.of(413, "too_large", "at most " + max + " bytes");
  }
}
