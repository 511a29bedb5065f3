package mercat.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets connections in: so many at once, each with a strict decoder. One more is told that there is
 * too much, and closed.
 */
final class Doorkeeper {
  private static final String DECODER = "httpDecoder";
  private static final String ENCODER = "httpEncoder";

  private final EdgeConfig config;
  private final HttpServerOptions options;
  private final byte[] tooMuch = tooMuch();
  private final AtomicInteger open = new AtomicInteger();

  Doorkeeper(EdgeConfig config, HttpServerOptions options) {
    this.config = config;
    this.options = options;
  }

  /** Takes a new connection, of which nothing was read yet. */
  void admit(HttpConnection connection) {
    // No public way leads to the decoder. What is used here has been so since Vert.x 3.
    var channel = ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    if (open.incrementAndGet() > config.connectionsMax()) {
      open.decrementAndGet();
      channel.remove(DECODER);
      channel
          .context(ENCODER)
          .writeAndFlush(Unpooled.wrappedBuffer(tooMuch))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    connection.closeHandler(closed -> open.decrementAndGet());
    channel.replace(DECODER, DECODER, new StrictDecoder(options, config.headTimeout()));
  }

  private static byte[] tooMuch() {
    var answer = Problem.overloaded().answer("");
    var head = new StringBuilder("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n");
    head.append("Content-Type: ").append(answer.mediaType()).append("\r\n");
    answer.headers().forEach((name, text) -> head.append(name + ": " + text + "\r\n"));
    head.append("Content-Length: ").append(answer.body().length()).append("\r\n\r\n");
    return (head + answer.body().toString()).getBytes(StandardCharsets.UTF_8);
  }
}
