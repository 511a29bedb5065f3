package mercat.edge.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests off a connection: the heads more strictly than HTTP/1.1 asks, so that nobody in
 * front of the edge can take one for something else, and within a bound of time. A head that is
 * refused goes on as a failed request whose cause is the {@link Problem}; nothing is read after it.
 * Belongs to one connection and its event loop.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
  /** Requests of one connection that wait for their turn. Vert.x takes any number. */
  private static final int PIPELINED_MAX = 16;

  private final long headTimeoutMs;
  private final Compression compression = new Compression();
  private boolean inHead = true;
  private boolean folded;
  private boolean isRefused;
  private boolean isHeld;
  private boolean isInputOver;
  private int unanswered;
  private @Nullable Future<?> timeout;

  StrictDecoder(HttpServerOptions options, Duration headTimeout) {
    super(options);
    this.headTimeoutMs = headTimeout.toMillis();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (isRefused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (isBehind(ctx)) {
      isHeld = true;
      ctx.channel().config().setAutoRead(false);
      return;
    }
    int from = in.readerIndex();
    int before = out.size();
    super.decode(ctx, in, out);
    if (inHead) {
      folded |= beginsALineWithSpace(in, from, in.readerIndex());
      if (out.size() > before && out.get(before) instanceof HttpRequest request) {
        headEnds(ctx, request);
      } else if (timeout == null) {
        timeout = ctx.executor().schedule(() -> giveUp(ctx), headTimeoutMs, TimeUnit.MILLISECONDS);
      }
    }
    if (out.size() > before && out.getLast() instanceof LastHttpContent) {
      inHead = true;
    }
  }

  @Override
  protected HttpMessage createMessage(String[] line) {
    if (!line[2].equals("HTTP/1.1") && !line[2].equals("HTTP/1.0")) {
      throw HeaderRules.malformed("the version must be HTTP/1.1");
    }
    HeaderRules.requireVisible(line[1]);
    return super.createMessage(line);
  }

  /**
   * A client that has sent all it wants still gets its responses: what stands behind its last
   * request closes the connection when its turn comes. One that breaks off within a body gets none.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    boolean isEnd = event instanceof ChannelInputShutdownEvent;
    isInputOver |= isEnd;
    if (isEnd && isHeld) {
      // Comes again when the rest is decoded: Netty would drop it now.
      return;
    }
    super.userEventTriggered(ctx, event);
    if (isEnd) {
      if (!inHead) {
        var unused = ctx.close();
      } else if (!isRefused) {
        refuse(ctx, new EndOfInput());
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    cancelTimeout();
    super.channelInactive(ctx);
  }

  boolean isInputOver() {
    return isInputOver;
  }

  /** A response was written. */
  void responded(ChannelHandlerContext ctx) {
    unanswered--;
    readOnUnlessBehind(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    readOnUnlessBehind(ctx);
    super.channelWritabilityChanged(ctx);
  }

  /** Whether a client has to wait: it does not read, or its responses have to catch up. */
  private boolean isBehind(ChannelHandlerContext ctx) {
    return inHead && (unanswered >= PIPELINED_MAX || !ctx.channel().isWritable());
  }

  private void readOnUnlessBehind(ChannelHandlerContext ctx) {
    if (isHeld && !isBehind(ctx)) {
      isHeld = false;
      ctx.executor().execute(() -> readOn(ctx));
    }
  }

  private void readOn(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    ctx.channel().config().setAutoRead(true);
    // What has been read and not decoded is looked at when more comes, be it nothing.
    ctx.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
    ctx.pipeline().fireChannelReadComplete();
    if (isInputOver && !isHeld) {
      ctx.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  private void headEnds(ChannelHandlerContext ctx, HttpRequest request) {
    cancelTimeout();
    inHead = false;
    compression.seen(ctx, request, unanswered > 0);
    unanswered++;
    if (request.decoderResult().isSuccess()) {
      var refusal =
          folded
              ? HeaderRules.malformed("a header goes on in the next line")
              : HeaderRules.refusal(request);
      if (refusal != null) {
        request.setDecoderResult(DecoderResult.failure(refusal));
        isRefused = true;
      }
    }
    folded = false;
  }

  private void giveUp(ChannelHandlerContext ctx) {
    refuse(ctx, Problem.of(ErrorCode.TOO_SLOW, "the head did not arrive in time"));
  }

  private void refuse(ChannelHandlerContext ctx, RuntimeException why) {
    cancelTimeout();
    isRefused = true;
    var refused = createInvalidMessage();
    refused.setDecoderResult(DecoderResult.failure(why));
    ctx.fireChannelRead(refused);
    ctx.fireChannelReadComplete();
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
      timeout = null;
    }
  }

  /** What is consumed of a head are whole lines. */
  private static boolean beginsALineWithSpace(ByteBuf in, int from, int to) {
    int line = from;
    while (line < to) {
      byte first = in.getByte(line);
      if (first == ' ' || first == '\t') {
        return true;
      }
      int end = in.indexOf(line, to, (byte) '\n');
      if (end < 0) {
        return false;
      }
      line = end + 1;
    }
    return false;
  }
}
