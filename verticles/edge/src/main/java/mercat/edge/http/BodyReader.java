package mercat.edge.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mercat.platform.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies: whole, within a bound of bytes and of time for each, and a budget of bytes for all
 * whose request is under way.
 */
public record BodyReader(Duration timeout, Timeouts timeouts, ByteBudget budget) {
  private static final String KEY = "mercat.body";

  /** What is announced to be larger is not even taken off the wire. */
  private static final long DISCARDED_MAX = 64L * 1024 * 1024;

  /** A body on its way. What is beyond its bound is taken off the wire and not kept. */
  private static final class Arriving {
    private final int max;
    private final Context context;
    private final ByteBudget.Claim claim;
    private final Promise<Buffer> whole = Promise.promise();
    private @Nullable Buffer body = Buffer.buffer();

    Arriving(RoutingContext ctx, int max, ByteBudget budget) {
      this.max = max;
      this.context = ctx.vertx().getOrCreateContext();
      this.claim = budget.begin(() -> context.runOnContext(cut -> fail(Problem.overloaded())));
      ctx.addEndHandler(ended -> claim.release());
    }

    void add(Buffer part) {
      if (body == null) {
        return;
      }
      if (body.length() + part.length() > max) {
        body = null;
        claim.release();
      } else if (claim.add(part.length())) {
        body.appendBuffer(part);
      } else {
        fail(Problem.overloaded());
      }
    }

    void end() {
      claim.settle();
      if (body == null) {
        whole.tryFail(Problem.tooLarge(max));
      } else {
        whole.tryComplete(body);
      }
    }

    void fail(Throwable thrown) {
      if (whole.tryFail(thrown)) {
        body = null;
      }
    }
  }

  /** Reads the body of each request, at most so many bytes. */
  public Handler<RoutingContext> upTo(int bytesMax) {
    return ctx ->
        read(ctx, bytesMax)
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

  static boolean isAnnounced(HttpServerRequest request) {
    var headers = request.headers();
    return headers.contains(HttpHeaders.TRANSFER_ENCODING)
        || (headers.contains(HttpHeaders.CONTENT_LENGTH)
            && !"0".equals(headers.get(HttpHeaders.CONTENT_LENGTH)));
  }

  /**
   * Whether there may be a body that was not read. In HTTP/2 it need not be announced: whoever
   * sends none, or has gone meanwhile, has ended the request.
   */
  private static boolean mayHaveMore(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2 ? !hasGone(request) : isAnnounced(request);
  }

  /** Whether a request of HTTP/2 is over: nothing more can be asked of it. */
  private static boolean hasGone(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2 && request.isEnded();
  }

  /** Whether the sender waits for a word before it sends the body. */
  public static boolean expectsContinue(HttpServerRequest request) {
    return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
  }

  /**
   * The body; fails with 413 when it is larger than {@code max}, 408 when it does not come. What is
   * too large is taken off the wire all the same, for a sender reads the response only then.
   */
  private Future<Buffer> read(RoutingContext ctx, int max) {
    var request = ctx.request();
    if (!mayHaveMore(request)) {
      if (!hasGone(request)) {
        request.resume();
      }
      return Future.succeededFuture(Buffer.buffer(0));
    }
    long length = announcedLength(request);
    boolean asks = expectsContinue(request);
    if (length > DISCARDED_MAX || (asks && length > max)) {
      return Future.failedFuture(Problem.tooLarge(max));
    }
    var arriving = new Arriving(ctx, max, budget);
    request.handler(arriving::add).endHandler(end -> arriving.end());
    request.exceptionHandler(arriving::fail);
    if (asks) {
      request.response().writeContinue();
    }
    request.resume();
    timeouts
        .bound(arriving.whole.future(), timeout)
        .onFailure(thrown -> arriving.context.runOnContext(late -> arriving.fail(thrown)));
    return arriving.whole.future().recover(thrown -> Future.failedFuture(problem(thrown)));
  }

  /**
   * Takes a body off the wire for nothing, so that the connection can carry another request; fails
   * with 408 when it does not come. A body that is very large, or not sent yet, is left where it
   * is: its connection is closed after the response.
   */
  private Future<Void> discard(HttpServerRequest request) {
    if (!isAnnounced(request)
        || hasGone(request)
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

  /** Refuses a request whose body is not looked at. */
  public void refuse(RoutingContext ctx, Problem why) {
    discard(ctx.request()).onComplete(gone -> ctx.fail(why), ctx::fail);
  }

  private static Problem problem(Throwable thrown) {
    return switch (thrown) {
      case Problem problem -> problem;
      case TimeoutException late ->
          Problem.of(ErrorCode.TOO_SLOW, "the body did not arrive in time");
      default -> Problem.of(ErrorCode.INVALID_REQUEST, "the body broke off");
    };
  }

  /** The decoder has let only numbers pass. */
  private static long announcedLength(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }
}
