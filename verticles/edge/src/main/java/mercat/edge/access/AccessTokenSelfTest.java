package mercat.edge.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.SigningKeys.PublicKey;
import mercat.platform.Failure;
import mercat.platform.FailureKind;

/**
 * Makes sure at each start that the check of access tokens is one: a good token passes it, and none
 * does of those by which checks have been passed elsewhere (RFC 8725). All of them are made with a
 * key that is thrown away.
 */
final class AccessTokenSelfTest {
  private static final String ISSUER = "self-test";
  private static final String KID = "self-test-1";
  private static final String GOOD = "as it must be";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final long MINUTE = 60;
  private static final long DAY = 24 * 60 * MINUTE;

  private final KeyPair pair;
  private final long now;
  private final Map<String, String> samples = new LinkedHashMap<>();

  /** What became of a sample. */
  private record Result(String name, Future<?> checked) {
    boolean isWrong() {
      return checked.succeeded() != name.equals(GOOD);
    }
  }

  private AccessTokenSelfTest(long now) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    this.pair = generator.generateKeyPair();
    this.now = now;
    addForms();
    addHeaders();
    addClaims();
  }

  /**
   * Has a check look at the samples.
   *
   * @param checks makes the check of some keys, which fails for a token that it refuses
   * @param now seconds since 1970
   * @return fails with what passes and must not, or the other way round
   */
  static Future<Void> run(
      Function<SigningKeys.Listed, Function<String, ? extends Future<?>>> checks, long now) {
    AccessTokenSelfTest test;
    try {
      test = new AccessTokenSelfTest(now);
    } catch (GeneralSecurityException absent) {
      return Future.failedFuture(absent);
    }
    var check = checks.apply(test.keys());
    var results = new ArrayList<Result>();
    test.samples.forEach((name, token) -> results.add(new Result(name, check.apply(token))));
    return Future.join(results.stream().map(Result::checked).toList())
        .transform(ended -> {
          var wrong = results.stream().filter(Result::isWrong).map(Result::name).toList();
          return wrong.isEmpty()
              ? Future.succeededFuture()
              : Future.failedFuture(
                  new Failure(
                      FailureKind.UNAVAILABLE,
                      "the check of access tokens is wrong about tokens: " + wrong,
                      null));
        });
  }

  private SigningKeys.Listed keys() {
    var key = PublicKey.of(KID, (ECPublicKey) pair.getPublic());
    return new SigningKeys.Listed(ISSUER, List.of(key));
  }

  private void addForms() throws GeneralSecurityException {
    var good = signed(header(), claims());
    var segments = good.split("\\.", -1);
    var unsigned = header().put("alg", "none");
    samples.put(GOOD, good);
    samples.put("without a signature", segments[0] + "." + segments[1]);
    samples.put("with an empty signature", segments[0] + "." + segments[1] + ".");
    samples.put("with a fourth segment", good + "." + segments[2]);
    samples.put("with another's signature", signed(header(), claims(), it -> it.put("jti", "x")));
    samples.put("of alg none", segments(unsigned, claims()));
    samples.put("of alg none with an empty signature", segments(unsigned, claims()) + ".");
    samples.put("of alg none, signed", signed(unsigned, claims()));
    var shared = header().put("alg", "HS256");
    var key = pair.getPublic().getEncoded();
    samples.put("of alg HS256 with the public key", withMac(shared, claims(), key));
    samples.put("of alg HS256 with its PEM", withMac(shared, claims(), pem(key)));
  }

  private void addHeaders() throws GeneralSecurityException {
    header("of another type", it -> it.put("typ", "JWT"));
    header("without a type", it -> it.remove("typ"));
    header("of an unknown key", it -> it.put("kid", "self-test-2"));
    header("of a key by its path", it -> it.put("kid", "../../dev/null"));
    header("of a key by SQL", it -> it.put("kid", "' or '1'='1"));
    header("without a key's name", it -> it.remove("kid"));
    header("that brings a key", it -> it.put("jwk", new JsonObject().put("kty", "EC")));
    header("that brings certificates", it -> it.put("x5c", new JsonArray().add("MIIB")));
    header("that says where its keys are", it -> it.put("jku", "https://example.org/keys"));
    header("that says what is critical", it -> it.put("crit", new JsonArray().add("exp")));
  }

  private void addClaims() throws GeneralSecurityException {
    for (var name : List.of("iss", "aud", "sub", "jti", "iat", "exp")) {
      claims("without " + name, it -> it.remove(name));
    }
    claims("of another issuer", it -> it.put("iss", "somebody"));
    claims("for another audience", it -> it.put("aud", "somebody"));
    claims("that has expired", it -> it.put("iat", now - DAY).put("exp", now - DAY + MINUTE));
    claims("that never expires", it -> it.put("exp", now + 100 * 365 * DAY));
    claims("that expires by a text", it -> it.put("exp", String.valueOf(now + MINUTE)));
    claims("of the future", it -> it.put("iat", now + DAY).put("exp", now + DAY + MINUTE));
    claims("not to be used yet", it -> it.put("nbf", now + 5 * MINUTE));
    claims("of no session", it -> it.remove("sid"));
  }

  private void header(String name, Consumer<JsonObject> change) throws GeneralSecurityException {
    var header = header();
    change.accept(header);
    samples.put(name, signed(header, claims()));
  }

  private void claims(String name, Consumer<JsonObject> change) throws GeneralSecurityException {
    var claims = claims();
    change.accept(claims);
    samples.put(name, signed(header(), claims));
  }

  private static JsonObject header() {
    return new JsonObject()
        .put("alg", AccessTokenCheck.ALGORITHM)
        .put("typ", AccessTokenCheck.TYPE)
        .put("kid", KID);
  }

  private JsonObject claims() {
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", AccessTokenCheck.AUDIENCE)
        .put("sub", new UUID(1, 1).toString())
        .put("sid", new UUID(2, 2).toString())
        .put("jti", "1")
        .put("iat", now)
        .put("exp", now + MINUTE)
        .put("scope", "customer");
  }

  private String signed(JsonObject header, JsonObject claims) throws GeneralSecurityException {
    var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(pair.getPrivate());
    signature.update(segments(header, claims).getBytes(UTF_8));
    return segments(header, claims) + "." + BASE64URL.encodeToString(signature.sign());
  }

  /** With the signature of other claims. */
  private String signed(JsonObject header, JsonObject claims, Consumer<JsonObject> change)
      throws GeneralSecurityException {
    var signed = signed(header, claims);
    change.accept(claims);
    return segments(header, claims) + signed.substring(signed.lastIndexOf('.'));
  }

  private static String withMac(JsonObject header, JsonObject claims, byte[] secret)
      throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    var code = mac.doFinal(segments(header, claims).getBytes(UTF_8));
    return segments(header, claims) + "." + BASE64URL.encodeToString(code);
  }

  private static String segments(JsonObject header, JsonObject claims) {
    return BASE64URL.encodeToString(header.encode().getBytes(UTF_8))
        + "."
        + BASE64URL.encodeToString(claims.encode().getBytes(UTF_8));
  }

  private static byte[] pem(byte[] key) {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
        .formatted(body)
        .getBytes(UTF_8);
  }
}
