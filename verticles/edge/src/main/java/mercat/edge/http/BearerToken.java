package mercat.edge.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The token that a request bears (RFC 6750). */
public final class BearerToken {
  private static final String SCHEME = "Bearer";
  private static final int LENGTH_MAX = 200;

  private BearerToken() {}

  /**
   * The token, empty when there is none or it is longer than any of ours. The scheme may be written
   * in any case, and be followed by any number of spaces (RFC 9110, 11.4).
   */
  public static String of(HttpServerRequest request) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    int end = SCHEME.length();
    if (header == null
        || header.length() <= end
        || header.charAt(end) != ' '
        || !header.regionMatches(true, 0, SCHEME, 0, end)) {
      return "";
    }
    var token = header.substring(end).strip();
    return token.length() <= LENGTH_MAX ? token : "";
  }
}
