package mercat.accounts;

import static mercat.accounts.OutsideProvider.CLIENT;
import static mercat.accounts.OutsideProvider.freshKey;
import static mercat.accounts.OutsideProvider.signed;
import static mercat.accounts.OutsideSignIns.REFUSED;
import static mercat.accounts.OutsideSignIns.assertSignedIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which ID tokens are believed. */
class IdTokenIT {
  @AutoClose static final OutsideSignIns signIns = new OutsideSignIns();

  private static final OutsideProvider provider = signIns.provider;

  @AfterEach
  void tellsTheTruthAgain() {
    provider.claims = UnaryOperator.identity();
    provider.signing = OutsideProvider::signed;
    provider.otherKeys = List.of();
  }

  static Stream<Named<UnaryOperator<JWTClaimsSet.Builder>>> lies() {
    var past = Date.from(Instant.now().minusSeconds(60));
    return Stream.of(
        Named.of("nonce", claims -> claims.claim("nonce", "another")),
        Named.of("no nonce", claims -> claims.claim("nonce", null)),
        Named.of("aud", claims -> claims.audience("another")),
        Named.of("no aud", claims -> claims.audience((String) null)),
        Named.of("two aud, no azp", claims -> claims.audience(List.of(CLIENT, "x"))),
        Named.of(
            "two aud, another azp",
            claims -> claims.audience(List.of(CLIENT, "x")).claim("azp", "another")),
        Named.of(
            "two aud, neither ours",
            claims -> claims.audience(List.of("x", "y")).claim("azp", CLIENT)),
        Named.of("azp", claims -> claims.claim("azp", "another")),
        Named.of("shorter azp", claims -> claims.claim("azp", "mercat")),
        Named.of("longer azp", claims -> claims.claim("azp", CLIENT + "2")),
        Named.of("iss", claims -> claims.issuer("https://other.example")),
        Named.of("no iss", claims -> claims.issuer(null)),
        Named.of("expired", claims -> claims.expirationTime(past)),
        Named.of("no exp", claims -> claims.expirationTime(null)),
        Named.of("no iat", claims -> claims.issueTime(null)),
        Named.of("no sub", claims -> claims.subject(null)),
        Named.of("long sub", claims -> claims.subject("x".repeat(256))));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void believesNoIdTokenThatIsNotForThisSignIn(UnaryOperator<JWTClaimsSet.Builder> lie) {
    provider.claims = lie;
    assertThat(signIns.come()).isEqualTo(REFUSED);
  }

  @Test
  void believesAnIdTokenForOthersAsWellThatWasIssuedToIt() {
    provider.claims = claims -> claims.audience(List.of("x", CLIENT)).claim("azp", CLIENT);
    assertSignedIn(signIns.come());
  }

  static Stream<Named<BiFunction<JWTClaimsSet, ECKey, String>>> forgeries() {
    return Stream.of(
        Named.of("alg none", (claims, key) -> unsigned(claims, "none") + "."),
        Named.of("two segments", (claims, key) -> unsigned(claims, "none")),
        Named.of("no signature", (claims, key) -> unsigned(claims, "ES256") + "."),
        Named.of("HS256", (claims, key) -> hmac(claims, key)),
        Named.of(
            "another's key", (claims, key) -> signed(claims, called(freshKey(), key.getKeyID()))),
        Named.of("unknown kid", (claims, key) -> signed(claims, called(key, "other"))),
        Named.of(
            "no kid", (claims, key) -> signed(claims, new ECKey.Builder(key).keyID(null).build())),
        Named.of("no token", (claims, key) -> ""),
        Named.of(
            "something that must be understood",
            (claims, key) ->
                signed(
                    claims,
                    key,
                    header ->
                        header.criticalParams(Set.of("urn:rule")).customParam("urn:rule", "x"))),
        Named.of(
            "changed claims",
            (claims, key) -> {
              var parts = signed(claims, key).split("\\.", -1);
              var changed = new JWTClaimsSet.Builder(claims).subject("somebody else").build();
              return parts[0] + "." + base64url(changed.toString()) + "." + parts[2];
            }));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void believesNoIdTokenThatTheProviderDidNotSign(BiFunction<JWTClaimsSet, ECKey, String> forgery) {
    provider.signing = forgery;
    assertThat(signIns.come()).isEqualTo(REFUSED);
  }

  @Test
  void believesNoKeyThatMayBeAnotherOrSignsAsTheProviderDoesNot() {
    var twins = List.of(called(freshKey(), "twin"), called(freshKey(), "twin"));
    var unannounced =
        new ECKey.Builder(freshKey(Curve.P_384)).algorithm(JWSAlgorithm.ES384).build();
    provider.otherKeys = Stream.concat(twins.stream(), Stream.of(unannounced)).toList();
    signIns.pass(Duration.ofMinutes(10));
    assertSignedIn(signIns.come());
    for (var other : provider.otherKeys) {
      provider.signing = (claims, key) -> signed(claims, other);
      assertThat(signIns.come()).as("%s %s", other.getKeyID(), other.getCurve()).isEqualTo(REFUSED);
    }
  }

  @Test
  void learnsTheKeysWithWhichTheProviderSignsNow() {
    assertThat(signIns.begin()).isNotNull();
    provider.key = freshKey();
    assertThat(signIns.come()).as("keys are asked for at most so often").isEqualTo(REFUSED);
    signIns.pass(Duration.ofSeconds(31));
    assertSignedIn(signIns.come());
  }

  private static ECKey called(ECKey key, String kid) {
    return new ECKey.Builder(key).keyID(kid).build();
  }

  private static String unsigned(JWTClaimsSet claims, String alg) {
    var header = "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(alg, provider.key.getKeyID());
    return base64url(header) + "." + base64url(claims.toString());
  }

  private static String hmac(JWTClaimsSet claims, ECKey key) {
    try {
      var signed = unsigned(claims, "HS256");
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.toECPublicKey().getEncoded(), "HmacSHA256"));
      return signed + "." + TokenText.of(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException | JOSEException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static String base64url(String text) {
    return TokenText.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
