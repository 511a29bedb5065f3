package mercat.accounts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.accounts.Credential;
import mercat.testkit.LocalNode;

/**
 * A stand-in for a provider of OpenID Connect, which lies when it is told to. Its tokens are made
 * by a library that accounts does not use, so that both can be wrong apart from one another.
 */
final class OutsideProvider implements AutoCloseable {
  static final String CLIENT = "mercat-shop";
  static final String SECRET = "s3cr:et/with%signs";

  /** What it does instead of what it should, when it should answer. */
  enum Fault {
    NONE,
    SILENT,
    BROKEN,
    HUGE,
    REDIRECTING,
    /** Takes the code, and says nothing of use. */
    FORGETTING,
    OTHER_ISSUER
  }

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Map<String, JsonObject> codes = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  volatile Fault fault = Fault.NONE;
  volatile ECKey key = freshKey();

  /** Which it shows as well, and does not sign with. */
  volatile List<ECKey> otherKeys = List.of();

  volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
  volatile BiFunction<JWTClaimsSet, ECKey, String> signing = OutsideProvider::signed;
  volatile JsonObject person = new JsonObject();

  OutsideProvider() {
    this.server =
        LocalNode.get(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
  }

  static ECKey freshKey() {
    return freshKey(Curve.P_256);
  }

  static ECKey freshKey(Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyIDFromThumbprint(true).generate();
    } catch (JOSEException absent) {
      throw new IllegalStateException(absent);
    }
  }

  String issuer() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** How often it was asked for anything. */
  int asked() {
    return asked.get();
  }

  /** Plays the person and the browser: the code that comes back from an authorization URL. */
  Credential authorize(String authorizationUrl, JsonObject who) {
    var query = URI.create(authorizationUrl).getRawQuery();
    var parameters = fields(query);
    var code = "code-" + codes.size() + "-" + System.nanoTime();
    var granted = new JsonObject().put("person", who);
    parameters.forEach(granted::put);
    codes.put(code, granted);
    return new Credential(code);
  }

  private static Map<String, String> fields(String form) {
    return Arrays.stream(form.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private void answer(HttpServerRequest request) {
    asked.incrementAndGet();
    switch (fault) {
      case SILENT -> {}
      case BROKEN -> respond(request, 500, new JsonObject());
      case HUGE -> respond(request, 200, new JsonObject().put("padding", "x".repeat(1 << 20)));
      case REDIRECTING -> {
        request.response().putHeader("Location", issuer() + request.uri() + "?again");
        respond(request, 302, new JsonObject());
      }
      case NONE, OTHER_ISSUER, FORGETTING -> route(request);
    }
  }

  private void route(HttpServerRequest request) {
    switch (String.valueOf(request.path())) {
      case "/.well-known/openid-configuration" -> respond(request, 200, discovery());
      case "/jwks" -> respond(request, 200, keys());
      case "/token" -> request.body().onSuccess(body -> token(request, fields(body.toString())));
      case "/userinfo" -> respond(request, 200, person);
      default -> respond(request, 404, new JsonObject());
    }
  }

  private JsonObject discovery() {
    return new JsonObject()
        .put("issuer", fault == Fault.OTHER_ISSUER ? "https://other.example" : issuer())
        .put("authorization_endpoint", issuer() + "/authorize")
        .put("token_endpoint", issuer() + "/token")
        .put("userinfo_endpoint", issuer() + "/userinfo")
        .put("jwks_uri", issuer() + "/jwks")
        .put("id_token_signing_alg_values_supported", JsonArray.of("none", "HS256", "ES256"));
  }

  private JsonObject keys() {
    var keys = new JsonArray();
    Stream.concat(Stream.of(key), otherKeys.stream())
        .map(shown -> new JsonObject(shown.toPublicJWK().toJSONObject()))
        .forEach(keys::add);
    return new JsonObject().put("keys", keys);
  }

  private void token(HttpServerRequest request, Map<String, String> form) {
    var granted = codes.remove(form.getOrDefault("code", ""));
    var expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (CLIENT + ":" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.US_ASCII));
    if (granted == null
        || !expected.equals(request.getHeader("Authorization"))
        || !granted.getString("redirect_uri").equals(form.get("redirect_uri"))
        || !granted
            .getString("code_challenge")
            .equals(OAuthAsker.challenge(String.valueOf(form.get("code_verifier"))))) {
      respond(request, 400, new JsonObject().put("error", "invalid_grant"));
      return;
    }
    if (fault == Fault.FORGETTING) {
      respond(request, 500, new JsonObject());
      return;
    }
    person = granted.getJsonObject("person");
    var now = Instant.now();
    var builder =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience(CLIENT)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", granted.getString("nonce"));
    person.forEach(claim -> builder.claim(claim.getKey(), claim.getValue()));
    respond(
        request,
        200,
        new JsonObject()
            .put("access_token", "opaque")
            .put("token_type", "Bearer")
            .put("id_token", signing.apply(claims.apply(builder).build(), key)));
  }

  static String signed(JWTClaimsSet claims, ECKey key) {
    return signed(claims, key, UnaryOperator.identity());
  }

  static String signed(JWTClaimsSet claims, ECKey key, UnaryOperator<JWSHeader.Builder> change) {
    try {
      var signer = new ECDSASigner(key);
      var header =
          new JWSHeader.Builder(signer.supportedECDSAAlgorithm())
              .keyID(key.getKeyID())
              .type(JOSEObjectType.JWT);
      var jwt = new SignedJWT(change.apply(header).build(), claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException wrong) {
      throw new IllegalStateException(wrong);
    }
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
    LocalNode.get(vertx.close());
  }
}
