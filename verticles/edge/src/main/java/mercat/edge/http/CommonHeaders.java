package mercat.edge.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The headers of every response. Belongs to one event loop. */
public final class CommonHeaders {
  /** Names the request; the client's own name where it gave one. */
  public static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");

  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence REFERRER_POLICY =
      HttpHeaders.createOptimized("Referrer-Policy");
  private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence STRICT_TRANSPORT =
      HttpHeaders.createOptimized("Strict-Transport-Security");

  /** RFC 9110, 5.6.7: always two digits for the day, unlike the JDK's own format. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final @Nullable CharSequence strictTransport;
  private long second = Long.MIN_VALUE;
  private CharSequence date = "";

  /**
   * The headers of an edge.
   *
   * @param hsts how long browsers insist on TLS; zero: it is not said
   */
  public CommonHeaders(InstantSource clock, Duration hsts) {
    this.clock = clock;
    this.strictTransport =
        hsts.isZero() ? null : HttpHeaders.createOptimized("max-age=" + hsts.toSeconds());
  }

  /** Sets them. What answers may set others in their place. */
  public void put(HttpServerRequest request) {
    var headers = request.response().headers();
    headers.set(HttpHeaders.DATE, date());
    headers.set(REQUEST_ID, RequestId.of(request));
    headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.set(REFERRER_POLICY, NO_REFERRER);
    headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    if (strictTransport != null) {
      headers.set(STRICT_TRANSPORT, strictTransport);
    }
  }

  private CharSequence date() {
    long now = Math.floorDiv(clock.millis(), 1_000L);
    if (now != second) {
      second = now;
      date = HttpHeaders.createOptimized(DATE.format(clock.instant()));
    }
    return date;
  }
}
