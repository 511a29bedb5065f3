package mercat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import mercat.contracts.accounts.SigningKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The self-test of a start, with the check that is used and with others. */
class AccessTokenCheckTest {
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  @Test
  void isRightAboutEverySample() {
    assertThat(wrong(keys -> new AccessTokenCheck(VERTX, keys)::check)).isEmpty();
  }

  @Test
  void aCheckThatRefusesEverythingDoesNotPass() {
    assertThat(wrong(keys -> token -> Future.failedFuture("no"))).endsWith("[as it must be]");
  }

  @Test
  void aCheckThatRefusesNothingDoesNotPass() {
    assertThat(wrong(keys -> token -> Future.succeededFuture()))
        .contains("of alg none", "of alg HS256 with the public key", "that has expired")
        .doesNotContain("as it must be");
  }

  /** What Vert.x leaves open is why there is a check of our own. */
  @Test
  void vertxAloneDoesNotPass() {
    assertThat(wrong(AccessTokenCheckTest::vertxAlone))
        .contains("of another type", "without exp", "that never expires", "without a key's name")
        .doesNotContain("of alg none", "of another issuer", "that has expired");
  }

  /** Without a key Vert.x believes what nobody signed; the check does not. */
  @Test
  void withoutKeysNothingPasses() {
    var none = new AccessTokenCheck(VERTX, new SigningKeys.Listed("self-test", List.of()));
    assertThat(wrong(keys -> none::check)).endsWith("[as it must be]");
  }

  /** A second opinion: what differs is what only Mercat asks for. */
  @Test
  void anotherLibraryAgrees() {
    assertThat(wrong(AccessTokenCheckTest::nimbus))
        .endsWith(
            "[without a key's name, that brings certificates, that says where its keys are,"
                + " that never expires, of the future, of no session]");
  }

  private static String wrong(
      Function<SigningKeys.Listed, Function<String, ? extends Future<?>>> checks) {
    var ended = AccessTokenSelfTest.run(checks, System.currentTimeMillis() / 1_000);
    return ended.succeeded() ? "" : String.valueOf(ended.cause().getMessage());
  }

  private static Function<String, Future<?>> vertxAlone(SigningKeys.Listed keys) {
    var key = keys.keys().getFirst();
    var jwk =
        new JsonObject()
            .put("kty", "EC")
            .put("crv", "P-256")
            .put("alg", "ES256")
            .put("kid", key.kid())
            .put("x", key.x())
            .put("y", key.y());
    var check =
        JWTAuth.create(
            VERTX,
            new JWTAuthOptions()
                .addJwk(jwk)
                .setJWTOptions(new JWTOptions().setIssuer(keys.issuer()).addAudience("mercat")));
    // It throws where a time is no number.
    return token ->
        Future.succeededFuture().compose(ready -> check.authenticate(new TokenCredentials(token)));
  }

  private static Function<String, Future<?>> nimbus(SigningKeys.Listed keys) {
    var key = keys.keys().getFirst();
    var jwk =
        new ECKey.Builder(Curve.P_256, Base64URL.from(key.x()), Base64URL.from(key.y()))
            .keyID(key.kid())
            .build();
    var check = new DefaultJWTProcessor<SecurityContext>();
    check.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    check.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.ES256, new ImmutableJWKSet<>(new JWKSet(jwk))));
    check.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            "mercat",
            new JWTClaimsSet.Builder().issuer(keys.issuer()).build(),
            Set.of("sub", "jti", "iat", "exp")));
    return token -> {
      try {
        return Future.succeededFuture(check.process(token, null));
      } catch (ParseException | BadJOSEException | JOSEException refused) {
        return Future.failedFuture(refused);
      }
    };
  }
}
