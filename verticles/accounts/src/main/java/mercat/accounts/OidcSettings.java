package mercat.accounts;

import static mercat.platform.config.Demand.demand;

import java.util.List;
import mercat.platform.config.ConfidentialUrl;
import mercat.platform.config.Secret;

/** How we are known to the outside provider. */
record OidcSettings(
    String issuer, String clientId, Secret clientSecret, List<String> redirectUris) {
  private static final int REDIRECT_URIS_MAX = 50;

  OidcSettings {
    if (!issuer.isEmpty()) {
      demand(isSafe(issuer), "oidc-issuer: a URL with https is wanted");
      demand(!clientId.isEmpty(), "oidc-client-id is wanted as well");
      demand(
          !redirectUris.isEmpty() && redirectUris.size() <= REDIRECT_URIS_MAX,
          "oidc-redirect-uris: 1 to " + REDIRECT_URIS_MAX + " are wanted");
      redirectUris.forEach(
          uri -> demand(isSafe(uri), "oidc-redirect-uris: " + uri + " is no URL with https"));
    }
  }

  boolean isOffered() {
    return !issuer.isEmpty();
  }

  /** Whether a URL is one to which secrets may go. */
  static boolean isSafe(String url) {
    return ConfidentialUrl.of(url).isPresent();
  }
}
