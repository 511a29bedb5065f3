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
}
