package mercat.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the outside provider says of itself (OpenID Connect Discovery), and its keys.
 *
 * @param algorithms by which it signs, of those that prove anything
 * @param keys that sign
 * @param library which makes URLs and checks signatures by all of this
 */
record OidcMetadata(
    String authorizationEndpoint,
    String tokenEndpoint,
    String userinfoEndpoint,
    boolean takesBasic,
    Set<String> algorithms,
    List<JsonNode> keys,
    OAuth2Auth library,
    Instant at) {
  /** By how much the provider's clock may differ. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final Set<String> ASYMMETRIC =
      Set.of(
          "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "EdDSA");
  private static final Set<String> KEY_TYPES = Set.of("EC", "RSA", "OKP");

  /**
   * Reads both documents.
   *
   * @throws IllegalArgumentException when they do not say what is needed, or something unsafe
   */
  static OidcMetadata of(
      Vertx vertx, OidcSettings settings, JsonNode document, JsonNode keySet, Instant at) {
    require(settings.issuer().equals(document.path("issuer").asText()), "is another issuer");
    var algorithms =
        texts(document.path("id_token_signing_alg_values_supported")).stream()
            .filter(ASYMMETRIC::contains)
            .collect(Collectors.toUnmodifiableSet());
    require(!algorithms.isEmpty(), "signs by nothing that proves anything");
    var keys =
        keySet
            .path("keys")
            .valueStream()
            .filter(key -> KEY_TYPES.contains(key.path("kty").asText()))
            .filter(key -> key.path("use").asText("sig").equals("sig"))
            .toList();
    var authentications = texts(document.path("token_endpoint_auth_methods_supported"));
    var authorizationEndpoint = endpoint(document, "authorization_endpoint");
    var tokenEndpoint = endpoint(document, "token_endpoint");
    var options =
        new OAuth2Options()
            .setSite(settings.issuer())
            .setClientId(settings.clientId())
            .setAuthorizationPath(authorizationEndpoint)
            .setTokenPath(tokenEndpoint)
            .setJwks(keys.stream().map(key -> new JsonObject(key.toString())).toList())
            .setJWTOptions(
                new JWTOptions().setIssuer(settings.issuer()).setLeeway((int) LEEWAY.toSeconds()));
    return new OidcMetadata(
        authorizationEndpoint,
        tokenEndpoint,
        document.has("userinfo_endpoint") ? endpoint(document, "userinfo_endpoint") : "",
        authentications.isEmpty() || authentications.contains("client_secret_basic"),
        algorithms,
        keys,
        OAuth2Auth.create(vertx, options),
        at);
  }

  static String endpoint(JsonNode document, String name) {
    var url = document.path(name).asText();
    require(OidcSettings.isSafe(url), "names no safe " + name);
    return url;
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new IllegalArgumentException("the provider " + otherwise);
    }
  }
}
