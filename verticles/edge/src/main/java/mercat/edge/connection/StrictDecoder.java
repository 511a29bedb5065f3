package mercat.edge.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
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
  private final long headTimeoutMs;
  private boolean inHead = true;
  private boolean folded;
  private boolean isRefused;
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
    int from = in.readerIndex();
    int before = out.size();
    super.decode(ctx, in, out);
    if (inHead) {
      folded |= beginsALineWithSpace(in, from, in.readerIndex());
      if (out.size() > before && out.get(before) instanceof HttpRequest request) {
        headEnds(request);
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

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    cancelTimeout();
    super.channelInactive(ctx);
  }

  private void headEnds(HttpRequest request) {
    cancelTimeout();
    inHead = false;
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
    isRefused = true;
    var late = createInvalidMessage();
    late.setDecoderResult(
        DecoderResult.failure(Problem.of(ErrorCode.TOO_SLOW, "the head did not arrive in time")));
    ctx.fireChannelRead(late);
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
