package mercat.edge.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import mercat.contracts.accounts.ClientCredentials;
import mercat.contracts.accounts.Credential;

/**
 * Who a client of OAuth says it is in its Authorization header, both parts encoded as in a form
 * (RFC 6749, 2.3.1).
 */
public final class BasicCredentials {
  private static final String SCHEME = "Basic ";

  private BasicCredentials() {}

  /** What a request brings; nothing when there is none, or it is none of ours. */
  public static Optional<ClientCredentials> of(HttpServerRequest request) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      var bytes = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      var parts = new String(bytes, StandardCharsets.UTF_8).split(":", 2);
      return parts.length < 2
          ? Optional.empty()
          : Optional.of(
              new ClientCredentials(decoded(parts[0]), new Credential(decoded(parts[1]))));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
