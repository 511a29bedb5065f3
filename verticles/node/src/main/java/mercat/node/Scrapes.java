package mercat.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Pages of metrics, which take a processor some milliseconds each: one at a time and with pauses,
 * for all who wait for one together. Each is begun after whoever gets it asked. Belongs to one
 * event loop.
 */
final class Scrapes {
  private static final long PAUSE_MS = 100;

  private final Vertx vertx;
  private final UnaryOperator<String> scrape;
  private final Map<String, Promise<Buffer>> next = new HashMap<>();
  private Future<?> rested = Future.succeededFuture();

  /**
   * None yet.
   *
   * @param scrape makes a page of a media type, on a thread that may be kept
   */
  Scrapes(Vertx vertx, UnaryOperator<String> scrape) {
    this.vertx = vertx;
    this.scrape = scrape;
  }

  Future<Buffer> page(String mediaType) {
    var page = next.get(mediaType);
    if (page == null) {
      page = Promise.promise();
      next.put(mediaType, page);
      rested = rested.transform(turn -> begin(mediaType));
    }
    return page.future();
  }

  /** A page, and the pause after it. */
  private Future<?> begin(String mediaType) {
    var page = next.remove(mediaType);
    Callable<Buffer> made = () -> Buffer.buffer(scrape.apply(mediaType));
    return vertx
        .executeBlocking(made)
        .onComplete(page)
        .transform(ended -> vertx.timer(PAUSE_MS, TimeUnit.MILLISECONDS));
  }
}
