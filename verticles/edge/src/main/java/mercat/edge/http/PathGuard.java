package mercat.edge.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a target that some server reads as another one, before the router decodes anything. A
 * slash may be written {@code %2f} where it belongs to a segment (RFC 3986, 2.2), as in a SKU: then
 * the path must be without tricks in both readings.
 */
public final class PathGuard {
  private static final List<String> TRICKS =
      List.of("//", "/./", "/../", "\\", ";", "%2e", "%5c", "%00", "%25");

  private PathGuard() {}

  /** Why the target is refused, null when it is not. */
  public static @Nullable Problem refusal(HttpServerRequest request) {
    var path = request.path();
    if (!request.uri().startsWith("/")) {
      // The authority in it could name another server than the header Host (RFC 9112, 3.2.2).
      return Problem.invalid("path", "the target must begin with a slash");
    }
    if (path == null || !path.startsWith("/") || (path.length() > 1 && path.endsWith("/"))) {
      return Problem.notFound();
    }
    if (!isWellEncoded(path)) {
      return Problem.invalid("path", "is not well encoded");
    }
    if (isTricky(path)) {
      return Problem.invalid("path", "the path is not valid");
    }
    var query = request.query();
    if (query != null && query.indexOf('%') >= 0 && !isText(query)) {
      return Problem.invalid("query", "is not well encoded");
    }
    return null;
  }

  /** Whether what is encoded is UTF-8, without NUL. */
  private static boolean isText(String query) {
    return isWellEncoded(query)
        && !query.contains("%00")
        && URLDecoder.decode(query, StandardCharsets.UTF_8).indexOf('\ufffd') < 0;
  }

  private static boolean isTricky(String path) {
    var plain = path.indexOf('%') < 0 ? path : path.toLowerCase(Locale.ROOT).replace("%2f", "/");
    for (var trick : TRICKS) {
      if (plain.contains(trick)) {
        return true;
      }
    }
    return plain.endsWith("/.") || plain.endsWith("/..");
  }

  private static boolean isWellEncoded(String text) {
    for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
      if (at + 2 >= text.length()
          || !HexFormat.isHexDigit(text.charAt(at + 1))
          || !HexFormat.isHexDigit(text.charAt(at + 2))) {
        return false;
      }
    }
    return true;
  }
}
