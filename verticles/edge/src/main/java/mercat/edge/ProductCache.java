package mercat.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import mercat.contracts.Event;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.log.LogEntry;
import mercat.platform.EdgeRuntime;
import mercat.platform.log.LogConfig;
import mercat.platform.log.View;
import org.jspecify.annotations.Nullable;

/**
 * Products ready to be sent: bytes and entity tag, made once. A view of the catalog's log forgets
 * what has changed, at most a second later.
 *
 * <p>A hit is answered before anything else of the edge is touched, so that reading a product costs
 * hardly more than the HTTP itself.
 */
final class ProductCache {
  /** What an entry weighs besides its body. */
  private static final int ENTRY_BYTES = 400;

  private static final String PREFIX = "/v1/products/";
  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
  private static final CharSequence JSON = HttpHeaders.createOptimized(Answer.JSON);
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
  private static final Set<Class<? extends Event>> CHANGES =
      Set.of(
          ProductPublished.class, ProductChanged.class, PriceChanged.class, ProductWithdrawn.class);

  private final EdgeRuntime runtime;
  private final Cache<String, Entry> entries;
  private final AtomicLong changes = new AtomicLong();

  /** One product, ready. */
  record Entry(Buffer body, String etag) {}

  ProductCache(EdgeRuntime runtime, EdgeConfig config) {
    this.runtime = runtime;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(config.cachedBytesMax())
            .weigher((String sku, Entry entry) -> entry.body().length() + ENTRY_BYTES)
            .executor(Runnable::run)
            .build();
  }

  Future<Void> start(Context context) {
    var log = runtime.settings().section("log", LogConfig.class);
    return new View(
            "catalog",
            "edge-products",
            CHANGES,
            runtime.vertx(),
            look -> context.runOnContext(turn -> look.run()),
            runtime.bus(),
            log,
            this::clear,
            this::forget)
        .start();
  }

  /** Answers a read of a product that is ready; false when it is not. */
  boolean answer(HttpServerRequest request, String requestId) {
    var path = String.valueOf(request.path());
    if (!path.startsWith(PREFIX)) {
      return false;
    }
    var entry = entries.getIfPresent(path.substring(PREFIX.length()));
    if (entry == null) {
      return false;
    }
    var response = request.response();
    var headers = response.headers();
    headers.set(HttpHeaders.ETAG, entry.etag());
    headers.set(HttpHeaders.CACHE_CONTROL, NO_CACHE);
    headers.set(REQUEST_ID, requestId);
    if (isFresh(request.getHeader(HttpHeaders.IF_NONE_MATCH), entry.etag())) {
      response.setStatusCode(304).end().onFailure(gone -> {});
      return true;
    }
    headers.set(HttpHeaders.CONTENT_TYPE, JSON);
    response.end(entry.body()).onFailure(gone -> {});
    return true;
  }

  /** To be taken before a read that {@link #keep} may keep. */
  long changes() {
    return changes.get();
  }

  /** Makes a product ready, and keeps it unless something has changed since. */
  Entry keep(Product product, long version, long changesBefore) {
    var body = JsonBody.of(json -> ProductJson.product(json, product));
    var entry = new Entry(body, "\"" + version + "-" + Integer.toHexString(body.hashCode()) + "\"");
    if (changes.get() == changesBefore) {
      entries.put(product.sku().value(), entry);
    }
    return entry;
  }

  static boolean isFresh(@Nullable String ifNoneMatch, String etag) {
    return ifNoneMatch != null && (ifNoneMatch.equals("*") || ifNoneMatch.contains(etag));
  }

  private void clear() {
    changes.incrementAndGet();
    entries.invalidateAll();
  }

  private void forget(List<LogEntry> seen) {
    changes.incrementAndGet();
    seen.forEach(entry -> entries.invalidate(skuOf(entry.event()).value()));
  }

  private static Sku skuOf(Event event) {
    return switch (event) {
      case ProductPublished published -> published.sku();
      case ProductChanged changed -> changed.sku();
      case PriceChanged changed -> changed.sku();
      case ProductWithdrawn withdrawn -> withdrawn.sku();
      default -> throw new IllegalStateException("not viewed: " + event);
    };
  }
}
