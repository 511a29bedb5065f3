package mercat.accounts;

import static mercat.platform.Await.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import mercat.platform.bus.Json;

/**
 * Checks ID tokens (OpenID Connect Core, 3.1.3.7). Vert.x checks the signature, {@code iss}, and of
 * {@code aud} and {@code exp} what is there; what it leaves open is checked here: the form, the
 * algorithm, that one key is meant, which claims there are, {@code nonce} and {@code azp}.
 */
record IdTokenCheck(String clientId, OidcMetadata metadata) {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]+");
  private static final int SUBJECT_MAX = 255;
  private static final ObjectReader JSON =
      Json.mapper()
          .readerFor(JsonNode.class)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Whether the token names a key that the provider has not shown yet. */
  boolean lacksKeyOf(String token) {
    return segment(token, 1)
        .map(header -> header.path("kid").asText())
        .filter(kid -> keysCalled(kid) == 0)
        .isPresent();
  }

  /** What a token says, nothing when it is not to be believed. */
  Optional<JsonNode> claims(String token, String nonce) {
    return segment(token, 1)
        .filter(this::isSignedAsTheyMust)
        .filter(header -> isVerified(token))
        .flatMap(header -> segment(token, 2))
        .filter(claims -> isForUs(claims) && claims.path("nonce").asText().equals(nonce));
  }

  private boolean isSignedAsTheyMust(JsonNode header) {
    return metadata.algorithms().contains(header.path("alg").asText())
        && header.path("kid").isTextual()
        && keysCalled(header.path("kid").asText()) == 1
        && !header.has("crit");
  }

  private long keysCalled(String kid) {
    return metadata.keys().stream().filter(key -> key.path("kid").asText().equals(kid)).count();
  }

  private boolean isVerified(String token) {
    return await(
        metadata
            .library()
            .authenticate(new TokenCredentials(token))
            .map(user -> user.attributes().containsKey("accessToken"))
            .otherwise(false));
  }

  private boolean isForUs(JsonNode claims) {
    var audience = claims.path("aud");
    var party = claims.path("azp");
    boolean isMine = party.isMissingNode() || party.asText().equals(clientId);
    boolean isOnlyMine =
        audience.isTextual() || audience.size() == 1 || (audience.size() > 1 && party.isTextual());
    var subject = claims.path("sub").asText();
    return isMine
        && isOnlyMine
        && claims.path("iss").isTextual()
        && claims.path("exp").isIntegralNumber()
        && claims.path("iat").isIntegralNumber()
        && !subject.isEmpty()
        && subject.length() <= SUBJECT_MAX;
  }

  private static Optional<JsonNode> segment(String token, int number) {
    var form = FORM.matcher(token);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Base64.getUrlDecoder().decode(form.group(number))));
    } catch (IOException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }
}
