package mercat.edge.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import mercat.edge.http.Responder;

/**
 * Compresses the long responses of one connection from the first request on that asks for it. Until
 * then nothing looks at what passes: the compressor that Vert.x gives to every connection takes up
 * to a tenth of what a prepared response costs.
 */
final class Compression {
  private static final String REQUESTS = "handler";

  /** The fastest: a page of 4 MiB keeps the event loop for some 20 ms. */
  private static final int LEVEL = 1;

  private static final int WINDOW_BITS = 15;
  private static final int MEMORY_LEVEL = 8;

  private boolean isAdded;

  /**
   * Looks at a request that goes on up the pipeline.
   *
   * @param isOwed whether there are responses to come of requests before it: a compressor wants to
   *     have seen the request of each
   */
  void seen(ChannelHandlerContext ctx, HttpRequest request, boolean isOwed) {
    if (!isAdded && !isOwed && request.headers().contains(HttpHeaderNames.ACCEPT_ENCODING)) {
      isAdded = true;
      ctx.pipeline().addBefore(REQUESTS, "compressor", compressor());
    }
  }

  private static HttpContentCompressor compressor() {
    return new HttpContentCompressor(
        Responder.COMPRESSED_FROM,
        StandardCompressionOptions.gzip(LEVEL, WINDOW_BITS, MEMORY_LEVEL),
        StandardCompressionOptions.deflate(LEVEL, WINDOW_BITS, MEMORY_LEVEL));
  }
}
