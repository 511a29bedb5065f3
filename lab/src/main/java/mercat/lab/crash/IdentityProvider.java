package mercat.lab.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A provider of OpenID Connect at which people may sign in: as much of one as a client needs that
 * is known not to lie. It takes each code once. The tests of accounts have another, which lies and
 * is strict with its client: it signs by a library that is not in Mercat's jar, as this is.
 */
final class IdentityProvider implements AutoCloseable {
  static final String BACK = "https://shop.example/back";
  private static final String CLIENT = "point-shop";
  private static final String KEY = "the-only-key";
  private static final int VALID_SECONDS = 300;

  private final Vertx vertx = Vertx.vertx();
  private final String issuer;
  private final KeyPair key = freshKey();
  private final Map<String, Granted> codes = new ConcurrentHashMap<>();

  /** Somebody who has signed in here, and for whom. */
  private record Granted(String email, String nonce) {}

  IdentityProvider() {
    issuer = "http://" + Surroundings.listen(vertx, this::answer, "nobody can sign in outside");
  }

  /** Settings of a system whose people may sign in here. */
  Map<String, String> settings() {
    return Map.of(
        "MERCAT_ACCOUNTS_OIDC_ISSUER", issuer,
        "MERCAT_ACCOUNTS_OIDC_CLIENT_ID", CLIENT,
        "MERCAT_ACCOUNTS_OIDC_REDIRECT_URIS", BACK);
  }

  /** Plays the person and their browser: the code that comes back from an authorization URL. */
  String signIn(String authorizationUrl, String email) {
    var code = UUID.randomUUID().toString();
    codes.put(code, new Granted(email, fields(authorizationUrl).getOrDefault("nonce", "")));
    return code;
  }

  /** The fields of a URL's query, or of a form. */
  static Map<String, String> fields(String text) {
    var query = text.contains("?") ? URI.create(text).getRawQuery() : text;
    return Arrays.stream(query.split("&"))
        .map(field -> field.split("=", 2))
        .collect(Collectors.toMap(field -> field[0], field -> URLDecoder.decode(field[1], UTF_8)));
  }

  private void answer(HttpServerRequest request) {
    switch (String.valueOf(request.path())) {
      case "/.well-known/openid-configuration" -> respond(request, 200, discovery());
      case "/jwks" -> respond(request, 200, JsonObject.of("keys", JsonArray.of(published())));
      case "/token" ->
          request
              .body()
              .onSuccess(
                  form -> exchange(request, fields(form.toString()).getOrDefault("code", "")));
      default -> respond(request, 404, JsonObject.of());
    }
  }

  private JsonObject discovery() {
    return JsonObject.of(
        "issuer", issuer,
        "authorization_endpoint", issuer + "/authorize",
        "token_endpoint", issuer + "/token",
        "jwks_uri", issuer + "/jwks",
        "id_token_signing_alg_values_supported", JsonArray.of("ES256"));
  }

  private JsonObject published() {
    var point = ((ECPublicKey) key.getPublic()).getW();
    return JsonObject.of("kty", "EC", "crv", "P-256", "kid", KEY, "use", "sig")
        .put("x", coordinate(point.getAffineX()))
        .put("y", coordinate(point.getAffineY()));
  }

  private static String coordinate(BigInteger number) {
    return base64url(HexFormat.of().parseHex("%064x".formatted(number)));
  }

  private void exchange(HttpServerRequest request, String code) {
    var granted = codes.remove(code);
    if (granted == null) {
      respond(request, 400, JsonObject.of("error", "invalid_grant"));
      return;
    }
    var now = Instant.now().getEpochSecond();
    var claims =
        JsonObject.of("iss", issuer, "aud", CLIENT, "sub", "sub-of-" + granted.email())
            .put("iat", now)
            .put("exp", now + VALID_SECONDS)
            .put("nonce", granted.nonce())
            .put("email", granted.email())
            .put("email_verified", true)
            .put("name", "Somebody of elsewhere");
    respond(
        request,
        200,
        JsonObject.of(
            "access_token", "opaque", "token_type", "Bearer", "id_token", signed(claims)));
  }

  private String signed(JsonObject claims) {
    var header = JsonObject.of("alg", "ES256", "kid", KEY, "typ", "JWT");
    var text =
        base64url(header.encode().getBytes(UTF_8))
            + "."
            + base64url(claims.encode().getBytes(UTF_8));
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.getPrivate());
      signature.update(text.getBytes(US_ASCII));
      return text + "." + base64url(signature.sign());
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static KeyPair freshKey() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void respond(HttpServerRequest request, int status, JsonObject body) {
    var unused =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/json")
            .end(body.toBuffer());
  }

  @Override
  public void close() {
    var unused = vertx.close();
  }
}
