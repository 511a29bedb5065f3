package mercat.edge.oauth;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/** What clients have to know of us (OpenID Connect Discovery, 3; RFC 8414). */
@JsonNaming(SnakeCaseStrategy.class)
record ProviderMetadata(
    String issuer,
    String authorizationEndpoint,
    String tokenEndpoint,
    String revocationEndpoint,
    String userinfoEndpoint,
    String jwksUri,
    List<String> scopesSupported,
    List<String> responseTypesSupported,
    List<String> responseModesSupported,
    List<String> grantTypesSupported,
    List<String> codeChallengeMethodsSupported,
    List<String> tokenEndpointAuthMethodsSupported,
    List<String> revocationEndpointAuthMethodsSupported,
    List<String> subjectTypesSupported,
    List<String> idTokenSigningAlgValuesSupported,
    List<String> claimsSupported,
    boolean authorizationResponseIssParameterSupported,
    boolean requestParameterSupported,
    boolean requestUriParameterSupported) {
  private static final List<String> AUTH_METHODS =
      List.of("client_secret_basic", "client_secret_post", "none");

  /** Everything lies below the issuer. */
  static ProviderMetadata of(String issuer) {
    var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return new ProviderMetadata(
        issuer,
        base + "/oauth/authorize",
        base + "/oauth/token",
        base + "/oauth/revoke",
        base + "/oauth/userinfo",
        base + "/.well-known/jwks.json",
        List.of("openid", "email", "profile", "customer"),
        List.of("code"),
        List.of("query"),
        List.of("authorization_code", "refresh_token", "client_credentials"),
        List.of("S256"),
        AUTH_METHODS,
        AUTH_METHODS,
        List.of("public"),
        List.of("ES256"),
        List.of("sub", "email", "email_verified", "name", "auth_time", "nonce"),
        true,
        false,
        false);
  }
}
