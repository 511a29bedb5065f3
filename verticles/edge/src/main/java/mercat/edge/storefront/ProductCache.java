package mercat.edge.storefront;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
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
import mercat.edge.http.Responder;
import mercat.edge.json.ApiJson;
import mercat.platform.NodeRuntime;
import mercat.platform.log.View;
import org.jspecify.annotations.Nullable;

/**
 * Prepared responses: bytes and entity tag of a product, made once. A view of the catalog's log
 * forgets what has changed, at most a second later.
 *
 * <p>Stands on the router before the chain of the operations, so that reading a product costs
 * hardly more than the HTTP itself.
 */
public final class ProductCache implements Handler<RoutingContext> {
  /** What an entry weighs besides its body. */
  private static final int ENTRY_BYTES = 400;

  /** The path of a product, before its SKU. Checked here: a route with a path costs more. */
  private static final String PREFIX = "/v1/products/";

  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
  private static final CharSequence JSON = HttpHeaders.createOptimized(ApiJson.MEDIA_TYPE);
  private static final String WEAK = "W/";
  private static final Buffer NOTHING = Buffer.buffer(0);
  private static final Set<Class<? extends Event>> CHANGES =
      Set.of(
          ProductPublished.class, ProductChanged.class, PriceChanged.class, ProductWithdrawn.class);

  private final NodeRuntime runtime;
  private final Responder responder;
  private final Cache<String, Entry> entries;
  private final AtomicLong changes = new AtomicLong();

  /**
   * One product, ready.
   *
   * @param etag weak: it names the product, compressed or not
   */
  record Entry(Buffer body, CharSequence etag) {}

  /**
   * An empty cache.
   *
   * @param bytesMax what its entries may weigh
   */
  public ProductCache(NodeRuntime runtime, long bytesMax, Responder responder) {
    this.runtime = runtime;
    this.responder = responder;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((String sku, Entry entry) -> entry.body().length() + ENTRY_BYTES)
            .executor(Runnable::run)
            .build();
  }

  public Future<Void> start(Context context) {
    return new View(
            "catalog",
            "edge-products",
            CHANGES,
            runtime,
            look -> context.runOnContext(turn -> look.run()),
            this::clear,
            this::forget)
        .start();
  }

  /** Answers what is prepared and acceptable; anything else goes on. */
  @Override
  public void handle(RoutingContext ctx) {
    var request = ctx.request();
    var entry = request.query() == null ? prepared(request.path()) : null;
    if (entry == null || !isAcceptable(request.getHeader(HttpHeaders.ACCEPT))) {
      ctx.next();
      return;
    }
    var response = request.response();
    var headers = response.headers();
    headers.add(HttpHeaders.ETAG, entry.etag());
    headers.set(HttpHeaders.CACHE_CONTROL, NO_CACHE);
    if (isFresh(request.getHeader(HttpHeaders.IF_NONE_MATCH), entry.etag())) {
      response.setStatusCode(304);
      responder.end(request, NOTHING);
      return;
    }
    headers.add(HttpHeaders.CONTENT_TYPE, JSON);
    responder.end(request, entry.body());
  }

  /** What is prepared for a path that needs no decoding. */
  private @Nullable Entry prepared(@Nullable String path) {
    return path != null && path.startsWith(PREFIX) && path.indexOf('/', PREFIX.length()) < 0
        ? entries.getIfPresent(path.substring(PREFIX.length()))
        : null;
  }

  /** Whether that is seen at a glance. */
  private static boolean isAcceptable(@Nullable String accept) {
    return accept == null || accept.equals("*/*") || accept.equals(ApiJson.MEDIA_TYPE);
  }

  /** To be taken before a read that {@link #keep} may keep. */
  long changes() {
    return changes.get();
  }

  /** Makes a product ready, and keeps it unless something has changed since. */
  Entry keep(Product product, long version, long changesBefore) {
    var body = ApiJson.write(product);
    var tag = version + "-" + Integer.toHexString(body.hashCode());
    var entry = new Entry(body, HttpHeaders.createOptimized(WEAK + '"' + tag + '"'));
    if (changes.get() == changesBefore) {
      entries.put(product.sku().value(), entry);
    }
    return entry;
  }

  static boolean isFresh(@Nullable String ifNoneMatch, CharSequence etag) {
    return ifNoneMatch != null
        && (ifNoneMatch.equals("*")
            || ifNoneMatch.contains(etag.subSequence(WEAK.length(), etag.length())));
  }

  private Future<Void> clear() {
    changes.incrementAndGet();
    entries.invalidateAll();
    return Future.succeededFuture();
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
