package mercat.accounts;

import java.net.URI;
import java.util.List;
import java.util.Set;
import mercat.platform.config.Secret;

/** How we are known to the outside provider. */
record OidcSettings(
    String issuer, String clientId, Secret clientSecret, List<String> redirectUris) {
  private static final int REDIRECT_URIS_MAX = 50;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  OidcSettings {
    if (!issuer.isEmpty()) {
      require(isSafe(issuer), "oidc-issuer: a URL with https is wanted");
      require(!clientId.isEmpty(), "oidc-client-id is wanted as well");
      require(
          !redirectUris.isEmpty() && redirectUris.size() <= REDIRECT_URIS_MAX,
          "oidc-redirect-uris: 1 to " + REDIRECT_URIS_MAX + " are wanted");
      redirectUris.forEach(
          uri -> require(isSafe(uri), "oidc-redirect-uris: " + uri + " is no URL with https"));
    }
  }

  boolean isOffered() {
    return !issuer.isEmpty();
  }

  /** Whether what goes there stays secret: by TLS, or because it does not leave the machine. */
  static boolean isSafe(String url) {
    try {
      var uri = URI.create(url);
      var host = String.valueOf(uri.getHost());
      boolean isPlain = uri.getUserInfo() == null && uri.getFragment() == null;
      return isPlain
          && uri.getHost() != null
          && ("https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host)));
    } catch (IllegalArgumentException noUrl) {
      return false;
    }
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
