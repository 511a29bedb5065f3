package mercat.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** HTTP listeners of this machine's loopback, whose bodies have 64 KiB at most. */
final class LoopbackHttp {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int BODY_MAX = 64 << 10;
  private static final int IDLE_SECONDS_MAX = 75;
  private static final int PATIENCE_SECONDS = 30;

  private LoopbackHttp() {}

  /**
   * Listens.
   *
   * @param port 0 for any
   * @param handler is given each request with its body
   * @throws IOException when the port is taken
   */
  static HttpServer listen(Vertx vertx, int port, BiConsumer<HttpServerRequest, String> handler)
      throws IOException {
    var options =
        new HttpServerOptions().setIdleTimeout(IDLE_SECONDS_MAX).setHttp2ClearTextEnabled(false);
    var server = vertx.createHttpServer(options).requestHandler(request -> read(request, handler));
    try {
      return get(server.listen(port, LOOPBACK));
    } catch (IllegalStateException failure) {
      throw new IOException("port %d cannot be had".formatted(port), failure);
    }
  }

  private static void read(
      HttpServerRequest request, BiConsumer<HttpServerRequest, String> handler) {
    var body = Buffer.buffer();
    request.handler(part -> {
      if (body.length() + part.length() <= BODY_MAX) {
        var unused = body.appendBuffer(part);
      } else if (!request.response().ended()) {
        var unused =
            request
                .response()
                .setStatusCode(413)
                .end()
                .eventually(() -> request.connection().close());
      }
    });
    request.endHandler(whole -> {
      if (!request.response().ended()) {
        handler.accept(request, body.toString());
      }
    });
  }

  /** What comes of it, in 30 s at most. */
  static <T> T get(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }
}
