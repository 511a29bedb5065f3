package mercat.edge.access;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.SigningKeys.PublicKey;
import mercat.edge.http.Problem;
import mercat.platform.Actor;
import mercat.platform.bus.Json;

/**
 * Checks access tokens (RFC 9068) by one list of keys. Vert.x checks the signature, {@code iss},
 * {@code aud}, and of the times those that are there; everything that it leaves open is checked
 * here (RFC 8725): the form, the header to its last member, that one key is meant, which claims
 * there are, and how long the token lives.
 */
final class AccessTokenCheck {
  static final String AUDIENCE = "mercat";
  static final String TYPE = "at+jwt";
  static final String ALGORITHM = "ES256";

  /** What a token may live at most. */
  static final Duration LIFE_MAX = Duration.ofMinutes(10);

  /** By how much the clocks of two nodes may differ. */
  static final Duration LEEWAY = Duration.ofSeconds(10);

  /** Three segments in base64url, the last of them the 64 bytes of an ES256 signature. */
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]{86}");

  /** The year 9999: beyond it an instant can no longer be written. */
  private static final long SECONDS_MAX = 253_402_300_799L;

  private static final Set<String> HEADER = Set.of("alg", "typ", "kid");
  private static final ObjectReader JSON =
      Json.mapper()
          .readerFor(JsonNode.class)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<String, JWTAuth> keys;

  /** A check by these keys: each is a provider of its own, for {@code kid} must mean one key. */
  AccessTokenCheck(Vertx vertx, SigningKeys.Listed listed) {
    this.keys =
        listed.keys().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    PublicKey::kid, key -> JWTAuth.create(vertx, options(listed.issuer(), key))));
  }

  private static JWTAuthOptions options(String issuer, PublicKey key) {
    var jwk =
        new JsonObject()
            .put("kty", "EC")
            .put("crv", "P-256")
            .put("alg", ALGORITHM)
            .put("kid", key.kid())
            .put("x", key.x())
            .put("y", key.y());
    return new JWTAuthOptions()
        .addJwk(jwk)
        .setJWTOptions(
            new JWTOptions()
                .setIssuer(issuer)
                .addAudience(AUDIENCE)
                .setLeeway((int) LEEWAY.toSeconds()));
  }

  /**
   * The key that a token names.
   *
   * @throws Problem when the token has another form or header than ours
   */
  static String kid(String token) {
    var header = json(segments(token).group(1));
    var names = header.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    require(names.equals(HEADER));
    require(text(header, "alg").equals(ALGORITHM));
    require(text(header, "typ").equals(TYPE));
    return text(header, "kid");
  }

  boolean knows(String kid) {
    return keys.containsKey(kid);
  }

  /** What a token says, when it may be believed; else fails with a {@link Problem}. */
  Future<AccessToken> check(String token) {
    try {
      var key = keys.get(kid(token));
      if (key == null) {
        throw refused();
      }
      return key.authenticate(new TokenCredentials(token))
          .map(verified -> accepted(json(segments(token).group(2))))
          .recover(thrown -> Future.failedFuture(refused()));
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused());
    }
  }

  private static AccessToken accepted(JsonNode claims) {
    require(!text(claims, "iss").isEmpty());
    require(!text(claims, "aud").isEmpty());
    require(!text(claims, "jti").isEmpty());
    long life = seconds(claims, "exp") - seconds(claims, "iat");
    require(life > 0 && life <= LIFE_MAX.toSeconds());
    var scopes = Set.copyOf(List.of(claims.path("scope").asText().split(" ", -1)));
    var actor = new Actor(text(claims, "sub"), scopes);
    // What belongs to no session could not be ended.
    var session = UUID.fromString(text(claims, "sid"));
    return new AccessToken(actor, session, Instant.ofEpochSecond(seconds(claims, "exp")));
  }

  private static Matcher segments(String token) {
    var form = FORM.matcher(token);
    require(form.matches());
    return form;
  }

  private static JsonNode json(String segment) {
    try {
      return JSON.readValue(Base64.getUrlDecoder().decode(segment));
    } catch (IOException | IllegalArgumentException unreadable) {
      throw refused();
    }
  }

  private static String text(JsonNode node, String name) {
    require(node.path(name).isTextual());
    return node.path(name).textValue();
  }

  private static long seconds(JsonNode claims, String name) {
    var value = claims.path(name);
    require(value.isIntegralNumber() && value.canConvertToLong());
    require(value.longValue() >= 0 && value.longValue() <= SECONDS_MAX);
    return value.longValue();
  }

  private static void require(boolean isAsItMustBe) {
    if (!isAsItMustBe) {
      throw refused();
    }
  }

  /** Why is not told: whoever has a token of ours gets another by refreshing. */
  static Problem refused() {
    return Problem.unauthenticated("the access token is not valid, or has expired")
        .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }
}
