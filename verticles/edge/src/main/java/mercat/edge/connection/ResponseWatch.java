package mercat.edge.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;

/** Tells the decoder of a connection of each response that is written to its end. */
final class ResponseWatch extends ChannelOutboundHandlerAdapter {
  private final StrictDecoder decoder;

  ResponseWatch(StrictDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    var unused = ctx.write(message, promise);
    if (message instanceof LastHttpContent
        && !(message instanceof HttpResponse response
            && response.status().equals(HttpResponseStatus.CONTINUE))) {
      decoder.responded(ctx);
    }
  }
}
