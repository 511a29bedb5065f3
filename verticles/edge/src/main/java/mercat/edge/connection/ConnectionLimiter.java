package mercat.edge.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.edge.http.CommonHeaders;
import mercat.edge.http.Problem;

/**
 * Bounds how many connections of an event loop are open at once and what they have not read, and
 * gives each a strict decoder. One connection more is answered <em>overloaded</em> and closed.
 */
public final class ConnectionLimiter {
  private static final String DECODER = "httpDecoder";
  private static final String ENCODER = "httpEncoder";

  private final int connectionsMax;
  private final Duration headTimeout;
  private final HttpServerOptions options;
  private final UnreadResponses unread;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * The limiter of one server.
   *
   * @param headTimeout in which a head that has begun must have arrived
   * @param unreadBytesMax what responses that clients have not read may take
   */
  public ConnectionLimiter(
      int connectionsMax, Duration headTimeout, long unreadBytesMax, HttpServerOptions options) {
    this.connectionsMax = connectionsMax;
    this.headTimeout = headTimeout;
    this.unread = new UnreadResponses(unreadBytesMax);
    this.options = options;
  }

  /** Takes a new connection, of which nothing was read yet. */
  public void admit(HttpConnection connection) {
    var channel = channel(connection).pipeline();
    if (open.incrementAndGet() > connectionsMax) {
      open.decrementAndGet();
      channel.remove(DECODER);
      channel
          .context(ENCODER)
          .writeAndFlush(Unpooled.wrappedBuffer(overloaded()))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    connection.closeHandler(closed -> open.decrementAndGet());
    channel.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    var decoder = new StrictDecoder(options, headTimeout);
    channel.replace(DECODER, DECODER, decoder);
    channel.addAfter(
        ENCODER, "responseWatch", new ResponseWatch(decoder, unread, channel.context(ENCODER)));
  }

  /**
   * Whether the client sends no more. It may have gone; one that has not still gets its responses.
   */
  public static boolean isInputOver(HttpConnection connection) {
    return channel(connection) instanceof DuplexChannel duplex && duplex.isInputShutdown();
  }

  /** No public way leads to the channel below; this one is as old as Vert.x 3. */
  private static Channel channel(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  private static byte[] overloaded() {
    var problem = Problem.overloaded();
    var id = CommonHeaders.randomId();
    var body = problem.body(id).toString();
    var head = new StringBuilder("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n");
    head.append(CommonHeaders.REQUEST_ID).append(": ").append(id).append("\r\n");
    head.append("Content-Type: ").append(Problem.MEDIA_TYPE).append("\r\n");
    problem.headers().forEach((name, text) -> head.append(name + ": " + text + "\r\n"));
    head.append("Content-Length: ").append(body.length()).append("\r\n\r\n");
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }
}
