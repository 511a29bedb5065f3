package mercat.edge.http;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/** The channel below a connection. No public way leads there; this one is as old as Vert.x 3. */
public final class Channels {
  private Channels() {}

  public static ChannelPipeline pipeline(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().pipeline();
  }

  /**
   * Closes a connection at once, from any thread. The usual way writes what is left before, for
   * which a client that does not read would let it wait for ever.
   */
  static void abort(HttpConnection connection) {
    var channel = pipeline(connection).channel();
    channel
        .eventLoop()
        .execute(() -> {
          var first = channel.pipeline().firstContext();
          if (first != null) {
            var unused = first.close();
          }
        });
  }
}
