package mercat.accounts;

import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mercat.accounts.OutsideProvider.Fault;
import mercat.contracts.accounts.BeginFederatedSignIn;
import mercat.contracts.accounts.CompleteFederatedSignIn;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.VerifyEmail;
import mercat.platform.FailureKind;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FederatedSignInIT {
  private static final String BACK = "https://shop.example/back";
  private static final CompleteFederatedSignIn.Reply REFUSED =
      new CompleteFederatedSignIn.Reply.Refused();
  private static final CompleteFederatedSignIn.Reply NOT_VERIFIED =
      new CompleteFederatedSignIn.Reply.EmailNotVerified();
  private static final AtomicReference<Instant> NOW =
      new AtomicReference<>(Instant.parse("2026-11-29T02:00:00Z"));

  @AutoClose static final OutsideProvider provider = new OutsideProvider();

  @AutoClose static final RunningAccounts accounts = running(provider);

  /** A sign-in whose browser is at the provider's. */
  private record Begun(String url, Credential transaction) {
    Credential state() {
      var state = url.replaceAll(".*[?&]state=([^&]*).*", "$1");
      return new Credential(state);
    }
  }

  private static RunningAccounts running(OutsideProvider provider) {
    return new RunningAccounts(
        TestDatabase.fresh(),
        NOW::get,
        Map.of(
            "accounts.key-file",
            RunningAccounts.freshKeyFile().toString(),
            "accounts.oidc-issuer",
            provider.issuer(),
            "accounts.oidc-client-id",
            OutsideProvider.CLIENT,
            "accounts.oidc-client-secret",
            OutsideProvider.SECRET,
            "accounts.oidc-redirect-uris",
            BACK));
  }

  @AfterEach
  void tellsTheTruthAgain() {
    provider.fault = Fault.NONE;
    provider.claims = UnaryOperator.identity();
    provider.signing = OutsideProvider::signed;
  }

  @Test
  void sendsTheBrowserWithEverythingThatBindsWhatComesBack() {
    var url = begin().url();
    assertThat(url)
        .startsWith(provider.issuer() + "/authorize?")
        .contains("response_type=code", "client_id=" + OutsideProvider.CLIENT)
        .contains("scope=openid+email+profile", "code_challenge_method=S256")
        .contains("redirect_uri=https%3A%2F%2Fshop.example%2Fback")
        .containsPattern("[?&]state=[\\w-]{43}(&|$)")
        .containsPattern("[?&]nonce=[\\w-]{43}(&|$)")
        .containsPattern("[?&]code_challenge=[\\w-]{43}(&|$)");
    assertThat(begin().state()).isNotEqualTo(begin().state());
  }

  @Test
  void makesAnAccountForWhomTheProviderVouches() {
    var email = RunningAccounts.freshEmail();
    assertSignedIn(come(person(email)));
    var account = accounts.account(email);
    assertThat(account.emailVerified()).isTrue();
    assertThat(account.name()).isEqualTo("Ada Lovelace");
    assertSignedIn(come(person(email).put("email", "moved@example.com")));
    assertThat(accounts.account(email)).isEqualTo(account);
    assertThat(accounts.ask(new SignIn(email, RunningAccounts.PASSWORD)))
        .isEqualTo(new SignIn.Reply.Refused());
  }

  @Test
  void makesAnotherAccountForWhoeverWasForgotten() {
    var email = RunningAccounts.freshEmail();
    var who = person(email);
    assertSignedIn(come(who));
    var erased = accounts.account(email).id();
    var known =
        "select account from accounts.federated_identity where subject = '%s'"
            .formatted(who.getString("sub"));
    assertThat(accounts.database().rows(known)).containsExactly(erased.toString());
    assertThat(accounts.askAs(RunningAccounts.ADMIN, new EraseAccount(erased)))
        .isEqualTo(new EraseAccount.Reply.Erased());
    assertThat(accounts.database().rows(known)).isEmpty();
    assertSignedIn(come(who));
    assertThat(accounts.account(email).id()).isNotEqualTo(erased);
  }

  @Test
  void joinsTheAccountWhoseAddressWasVerified() {
    var person = accounts.signedIn();
    var link = accounts.link(person.email(), Purpose.VERIFY_EMAIL);
    assertThat(accounts.ask(new VerifyEmail(link))).isEqualTo(new VerifyEmail.Reply.Verified());
    assertSignedIn(come(person(person.email())));
    assertThat(accounts.refresh(person.tokens())).isNotNull();
    assertThat(accounts.signIn(person.email())).as("by password as before").isNotNull();
  }

  @Test
  void takesAnAccountFromWhoeverRegisteredSomebodyElsesAddress() {
    var withFactor = accounts.signedIn();
    armed(withFactor);
    assertSignedIn(come(person(withFactor.email())));
    var mallory = accounts.signedIn();
    assertSignedIn(come(person(mallory.email())));
    accounts.assertSignedOut(mallory.tokens());
    assertThat(accounts.ask(new SignIn(mallory.email(), RunningAccounts.PASSWORD)))
        .isEqualTo(new SignIn.Reply.Refused());
    assertThat(accounts.account(mallory.email()).emailVerified()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "absent", "no address"})
  void takesNoAddressForWhichTheProviderDoesNotVouch(String how) {
    var person = accounts.signedIn();
    for (var email : List.of(person.email(), RunningAccounts.freshEmail())) {
      var who = person(email);
      switch (how) {
        case "false" -> who.put("email_verified", false);
        case "absent" -> who.remove("email_verified");
        default -> who.put("email", "ada at example.com");
      }
      assertThat(come(who)).isEqualTo(NOT_VERIFIED);
    }
    assertThat(accounts.refresh(person.tokens())).isNotNull();
  }

  @Test
  void asksForWhatTheIdTokenDoesNotSay() {
    var email = RunningAccounts.freshEmail();
    provider.claims = claims -> claims.claim("email", null).claim("email_verified", null);
    assertSignedIn(come(person(email)));
    provider.claims = claims -> claims.claim("email", null).subject("somebody else");
    assertThat(come(person(RunningAccounts.freshEmail()))).isEqualTo(REFUSED);
  }

  @Test
  void wantsTheSecondFactorThatTheAccountHas() {
    var person = accounts.signedIn();
    var link = accounts.link(person.email(), Purpose.VERIFY_EMAIL);
    assertThat(accounts.ask(new VerifyEmail(link))).isNotNull();
    armed(person);
    assertThat(come(person(person.email())))
        .isInstanceOf(CompleteFederatedSignIn.Reply.SecondFactorNeeded.class);
  }

  static Stream<Named<UnaryOperator<JWTClaimsSet.Builder>>> lies() {
    var past = Date.from(Instant.now().minusSeconds(60));
    return Stream.of(
        Named.of("nonce", claims -> claims.claim("nonce", "another")),
        Named.of("no nonce", claims -> claims.claim("nonce", null)),
        Named.of("aud", claims -> claims.audience("another")),
        Named.of("no aud", claims -> claims.audience((String) null)),
        Named.of(
            "two aud, no azp", claims -> claims.audience(List.of(OutsideProvider.CLIENT, "x"))),
        Named.of("azp", claims -> claims.claim("azp", "another")),
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
    assertThat(come(person(RunningAccounts.freshEmail()))).isEqualTo(REFUSED);
  }

  static Stream<Named<BiFunction<JWTClaimsSet, ECKey, String>>> forgeries() {
    return Stream.of(
        Named.of("alg none", (claims, key) -> unsigned(claims, "none") + "."),
        Named.of("two segments", (claims, key) -> unsigned(claims, "none")),
        Named.of("no signature", (claims, key) -> unsigned(claims, "ES256") + "."),
        Named.of("HS256", (claims, key) -> hmac(claims, key)),
        Named.of(
            "another's key",
            (claims, key) ->
                OutsideProvider.signed(claims, called(OutsideProvider.freshKey(), key.getKeyID()))),
        Named.of(
            "unknown kid", (claims, key) -> OutsideProvider.signed(claims, called(key, "other"))),
        Named.of("no kid", (claims, key) -> OutsideProvider.signed(claims, unnamed(key))),
        Named.of("no token", (claims, key) -> ""),
        Named.of(
            "changed claims",
            (claims, key) -> {
              var parts = OutsideProvider.signed(claims, key).split("\\.", -1);
              var changed = new JWTClaimsSet.Builder(claims).subject("somebody else").build();
              return parts[0] + "." + base64url(changed.toString()) + "." + parts[2];
            }));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void believesNoIdTokenThatTheProviderDidNotSign(BiFunction<JWTClaimsSet, ECKey, String> forgery) {
    provider.signing = forgery;
    assertThat(come(person(RunningAccounts.freshEmail()))).isEqualTo(REFUSED);
  }

  @Test
  void learnsTheKeysWithWhichTheProviderSignsNow() {
    assertThat(begin()).isNotNull();
    provider.key = OutsideProvider.freshKey();
    assertThat(come(person(RunningAccounts.freshEmail())))
        .as("keys are asked for at most so often")
        .isEqualTo(REFUSED);
    pass(Duration.ofSeconds(31));
    assertSignedIn(come(person(RunningAccounts.freshEmail())));
  }

  @Test
  void takesBackOnlyWhatItBegan() {
    var person = person(RunningAccounts.freshEmail());
    var begun = begin();
    var code = new Credential(provider.authorize(begun.url(), person));
    var other = begin();
    var sealed = begun.transaction().value();
    var changed = new Credential(sealed.substring(1) + sealed.charAt(0));
    assertThat(complete(begun.transaction(), code, other.state())).isEqualTo(REFUSED);
    assertThat(complete(other.transaction(), code, begun.state())).isEqualTo(REFUSED);
    assertThat(complete(changed, code, begun.state())).isEqualTo(REFUSED);
    assertThat(complete(new Credential("guess"), code, begun.state())).isEqualTo(REFUSED);
    assertSignedIn(complete(begun.transaction(), code, begun.state()));
    assertThat(complete(begun.transaction(), code, begun.state())).as("again").isEqualTo(REFUSED);
    var late = new Credential(provider.authorize(begun.url(), person));
    var mixed = new Credential(provider.authorize(begun.url(), person));
    assertThat(complete(other.transaction(), mixed, other.state()))
        .as("a code of another sign-in")
        .isEqualTo(REFUSED);
    pass(OidcTransaction.LIFE);
    assertThat(complete(begun.transaction(), late, begun.state())).as("late").isEqualTo(REFUSED);
  }

  /** A second time the code would be refused, as if somebody had guessed it. */
  @Test
  void isAskedForOnceSinceItsCodeIsTakenOnce() {
    var begun = begin();
    var code =
        new Credential(provider.authorize(begun.url(), person(RunningAccounts.freshEmail())));
    provider.fault = Fault.FORGETTING;
    int before = provider.asked();
    assertFails(FailureKind.UNAVAILABLE, () -> complete(begun.transaction(), code, begun.state()));
    assertThat(provider.asked() - before).isEqualTo(1);
  }

  @Test
  void sendsTheBrowserBackNowhereElse() {
    for (var uri : List.of("https://shop.example/back/", "https://evil.example", "/back")) {
      assertThat(accounts.ask(new BeginFederatedSignIn(uri)))
          .isEqualTo(new BeginFederatedSignIn.Reply.UnknownRedirectUri());
    }
  }

  @Test
  void isNotOfferedWhereNoProviderIsConfigured() {
    try (var without = new RunningAccounts()) {
      assertThat(without.ask(new BeginFederatedSignIn(BACK)))
          .isEqualTo(new BeginFederatedSignIn.Reply.NotOffered());
      var none = new Credential("none");
      assertThat(without.ask(new CompleteFederatedSignIn(none, none, none)))
          .isEqualTo(new CompleteFederatedSignIn.Reply.NotOffered());
    }
  }

  @Test
  void leavesAProviderAloneThatDoesNotAnswerAsItMust() {
    try (var lying = new OutsideProvider();
        var waiting = running(lying)) {
      // The bus asks twice for what is unavailable.
      var begin = new BeginFederatedSignIn(BACK);
      for (var fault : List.of(Fault.REDIRECTING, Fault.OTHER_ISSUER, Fault.HUGE, Fault.SILENT)) {
        lying.fault = fault;
        int before = lying.asked();
        assertFails(FailureKind.UNAVAILABLE, () -> waiting.ask(begin));
        assertThat(lying.asked() - before).as("%s: no redirect followed", fault).isLessThan(5);
      }
      lying.fault = Fault.BROKEN;
      for (int i = 0; i < 5; i++) {
        assertFails(FailureKind.UNAVAILABLE, () -> waiting.ask(begin));
      }
      int before = lying.asked();
      assertFails(FailureKind.UNAVAILABLE, () -> waiting.ask(begin));
      assertThat(lying.asked()).isEqualTo(before);
    }
  }

  private static Begun begin() {
    var reply = accounts.ask(new BeginFederatedSignIn(BACK));
    var begun = (BeginFederatedSignIn.Reply.Begun) reply;
    return new Begun(begun.authorizationUrl(), begun.transaction());
  }

  private static CompleteFederatedSignIn.Reply complete(
      Credential transaction, Credential code, Credential state) {
    return accounts.ask(new CompleteFederatedSignIn(transaction, code, state));
  }

  /** The whole way of somebody whom the provider knows. */
  private static CompleteFederatedSignIn.Reply come(JsonObject who) {
    var begun = begin();
    var code = new Credential(provider.authorize(begun.url(), who));
    return complete(begun.transaction(), code, begun.state());
  }

  private static JsonObject person(Email email) {
    return new JsonObject()
        .put("sub", "sub-of-" + email.value())
        .put("email", email.value())
        .put("email_verified", true)
        .put("name", "Ada Lovelace");
  }

  private static void armed(RunningAccounts.Person person) {
    var enrolled = accounts.askAs(person.actor(), new EnrolSecondFactor(RunningAccounts.PASSWORD));
    var secret = ((EnrolSecondFactor.Reply.Enrolled) enrolled).secret().value();
    var code = new Credential(SecondFactorIT.code(secret, NOW.get()));
    assertThat(accounts.askAs(person.actor(), new ConfirmSecondFactor(code)))
        .isInstanceOf(ConfirmSecondFactor.Reply.Confirmed.class);
  }

  private static void assertSignedIn(CompleteFederatedSignIn.Reply reply) {
    assertThat(reply).isInstanceOf(CompleteFederatedSignIn.Reply.SignedIn.class);
  }

  private static void pass(Duration time) {
    NOW.updateAndGet(now -> now.plus(time));
  }

  private static ECKey called(ECKey key, String kid) {
    return new ECKey.Builder(key).keyID(kid).build();
  }

  private static ECKey unnamed(ECKey key) {
    return new ECKey.Builder(key.getCurve(), key.getX(), key.getY()).d(key.getD()).build();
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
      return signed + "." + base64url(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException | JOSEException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static String base64url(String text) {
    return base64url(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
