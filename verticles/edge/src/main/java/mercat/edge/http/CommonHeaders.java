package mercat.edge.http;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The headers of every response. Belongs to one event loop. */
public final class CommonHeaders {
  /** Names the request; the client's own name where it gave one. */
  public static final CharSequence REQUEST_ID = createOptimized("X-Request-Id");

  private static final int REQUEST_ID_MAX = 64;

  private static final CharSequence CONTENT_TYPE_OPTIONS =
      createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = createOptimized("nosniff");
  private static final CharSequence REFERRER_POLICY = createOptimized("Referrer-Policy");
  private static final CharSequence NO_REFERRER = createOptimized("no-referrer");
  private static final CharSequence NO_STORE = createOptimized("no-store");
  private static final CharSequence STRICT_TRANSPORT = createOptimized("Strict-Transport-Security");

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
    this.strictTransport = hsts.isZero() ? null : createOptimized("max-age=" + hsts.toSeconds());
  }

  /** Adds them to a response that has none yet. What answers may set others in their place. */
  public void add(HttpServerRequest request) {
    var headers = request.response().headers();
    headers.add(HttpHeaders.DATE, date());
    headers.add(REQUEST_ID, requestId(request));
    headers.add(CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.add(REFERRER_POLICY, NO_REFERRER);
    headers.add(HttpHeaders.CACHE_CONTROL, NO_STORE);
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (strictTransport != null) {
      headers.add(STRICT_TRANSPORT, strictTransport);
    }
  }

  private CharSequence date() {
    long now = Math.floorDiv(clock.millis(), 1_000L);
    if (now != second) {
      second = now;
      date = createOptimized(DATE.format(clock.instant()));
    }
    return date;
  }

  /**
   * Names one request, in the response and in its problem: the client's name for it, or a new one.
   */
  private static String requestId(HttpServerRequest request) {
    @Nullable String given = request.getHeader(REQUEST_ID);
    return given != null && isWellFormed(given) ? given : randomId();
  }

  /** A name for a request that nobody has read. */
  public static String randomId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static boolean isWellFormed(String text) {
    return !text.isEmpty() && text.length() <= REQUEST_ID_MAX && isMadeOf(text, "._-");
  }

  /** Whether a text has letters and digits of ASCII alone, and some others. */
  public static boolean isMadeOf(CharSequence text, String others) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isOrdinary =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!isOrdinary && others.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
