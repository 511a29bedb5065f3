package mercat.edge.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Looks at the responses of one connection: its decoder is told of each that is written to its end,
 * and what the client has not read of them is counted.
 */
final class ResponseWatch extends ChannelOutboundHandlerAdapter {
  private final StrictDecoder decoder;
  private final UnreadResponses unread;
  private final ChannelHandlerContext below;
  private long bytes;
  private long since;

  ResponseWatch(StrictDecoder decoder, UnreadResponses unread, ChannelHandlerContext below) {
    this.decoder = decoder;
    this.unread = unread;
    this.below = below;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    unread.opened(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    unread.closed(this);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (pending() == 0) {
      since = unread.nextTurn();
    }
    var unused = ctx.write(message, promise);
    long before = bytes;
    unread.grown(count() - before);
    if (message instanceof LastHttpContent
        && !(message instanceof HttpResponse response
            && response.status().equals(HttpResponseStatus.CONTINUE))) {
      decoder.responded(ctx);
    }
  }

  /** Epoll knows no more of a socket that has nothing to read, and would fail. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (!decoder.isInputOver()) {
      ctx.read();
    }
  }

  /** What the client had to read when this was last looked at, in bytes. */
  long unread() {
    return bytes;
  }

  /** The same, looked at now. */
  long count() {
    bytes = pending();
    return bytes;
  }

  /** When it had nothing to read for the last time: a larger number is later. */
  long since() {
    return since;
  }

  /** Closes the connection with all that it has to read; how much that is. */
  long abort() {
    long freed = bytes;
    bytes = 0;
    if (freed > 0) {
      below
          .executor()
          .execute(() -> {
            var unused = below.close();
          });
    }
    return freed;
  }

  private long pending() {
    var buffer = below.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }
}
