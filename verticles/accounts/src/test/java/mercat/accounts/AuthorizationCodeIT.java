package mercat.accounts;

import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.SignedJWT;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.AuthorizationRequest;
import mercat.contracts.accounts.CheckAuthorization;
import mercat.contracts.accounts.ClientCredentials;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.GrantTokens.Grant;
import mercat.contracts.accounts.GrantTokens.Reply.Granted;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.ReadUserInfo;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.RevokeGrant;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.SetRoles;
import mercat.platform.Actor;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AuthorizationCodeIT {
  @AutoClose static final RunningAccounts accounts = new RunningAccounts();

  private static final OAuthAsker oauth = new OAuthAsker(accounts);

  @BeforeAll
  static void frontEnds() {
    oauth.addFrontEnds();
  }

  @Test
  void givesAFrontEndTheSessionOfWhoeverSignsIn() throws Exception {
    var email = accounts.registered();
    var tokens = oauth.exchanged(OAuthAsker.FRONT, oauth.code(email, OAuthAsker.LENT));
    assertThat(tokens.scopes()).containsExactlyInAnyOrder("customer", "openid", "email");
    var id = SignedJWT.parse(Objects.requireNonNull(tokens.idToken()).value());
    assertThat(id.getHeader().getType()).isEqualTo(JOSEObjectType.JWT);
    var who = id.getJWTClaimsSet();
    assertThat(who.getAudience()).containsExactly("front");
    assertThat(who.getStringClaim("nonce")).isEqualTo("nonce-1");
    assertThat(who.getStringClaim("email")).isEqualTo(email.value());
    assertThat(who.getBooleanClaim("email_verified")).isFalse();
    assertThat(who.getClaim("name")).isNull();
    var claims = OAuthAsker.claims(tokens.accessToken());
    assertThat(claims.getSubject())
        .isEqualTo(who.getSubject())
        .isEqualTo(accounts.account(email).id().toString());
    assertThat(claims.getStringClaim("scope")).isEqualTo("customer email openid");
    assertThat(who.getIssuer()).isEqualTo(claims.getIssuer());
    var next =
        oauth.granted(OAuthAsker.FRONT, OAuthAsker.refresh(tokens), "customer", "orders:read");
    assertThat(next.scopes()).containsExactly("customer");
    assertThat(OAuthAsker.session(next)).isEqualTo(OAuthAsker.session(tokens));
    assertThat(oauth.granted(OAuthAsker.FRONT, OAuthAsker.refresh(next)).scopes())
        .isEqualTo(tokens.scopes());
  }

  @Test
  void lendsStaffsScopesToWhatMayHaveThem() {
    var email = accounts.registered();
    var roles = new SetRoles(accounts.account(email).id(), Set.of(Role.ADMIN));
    assertThat(accounts.askAs(RunningAccounts.ADMIN, roles))
        .isInstanceOf(SetRoles.Reply.Changed.class);
    assertThat(oauth.exchanged(OAuthAsker.FRONT, oauth.code(email, Set.of("orders:read"))).scopes())
        .containsExactly("orders:read");
    assertThat(
            oauth.check(OAuthAsker.asked(OAuthAsker.FRONT, Set.of("orders:write"), OAuthAsker.URI)))
        .isInstanceOf(CheckAuthorization.Reply.Refused.class);
  }

  @Test
  void exchangesACodeOnceForItsClientAndVerifier() {
    var code = oauth.code(accounts.registered(), OAuthAsker.LENT);
    oauth.assertRefused(
        OAuthError.INVALID_GRANT,
        OAuthAsker.OTHER,
        new Grant.Code(code, OAuthAsker.URI, OAuthAsker.VERIFIER));
    for (var uri : List.of("", "https://shop.example.org/", OAuthAsker.URI + "/")) {
      oauth.assertRefused(
          OAuthError.INVALID_GRANT,
          OAuthAsker.FRONT,
          new Grant.Code(code, uri, OAuthAsker.VERIFIER));
    }
    for (var verifier : List.of("", "x".repeat(43), OAuthAsker.challenge())) {
      oauth.assertRefused(
          OAuthError.INVALID_GRANT,
          OAuthAsker.FRONT,
          new Grant.Code(code, OAuthAsker.URI, verifier));
    }
    var forged = new Credential(code.value() + "x");
    oauth.assertRefused(
        OAuthError.INVALID_GRANT,
        OAuthAsker.FRONT,
        new Grant.Code(forged, OAuthAsker.URI, OAuthAsker.VERIFIER));
    var tokens = oauth.exchanged(OAuthAsker.FRONT, code);
    oauth.assertRefused(
        OAuthError.INVALID_GRANT,
        OAuthAsker.FRONT,
        new Grant.Code(code, OAuthAsker.URI, OAuthAsker.VERIFIER));
    oauth.assertRefused(OAuthError.INVALID_GRANT, OAuthAsker.FRONT, OAuthAsker.refresh(tokens));
  }

  @Test
  void exchangesACodeOnceWhenManyUseItAtOnce() {
    var request =
        new GrantTokens(
            OAuthAsker.FRONT,
            new Grant.Code(
                oauth.code(accounts.registered(), OAuthAsker.LENT),
                OAuthAsker.URI,
                OAuthAsker.VERIFIER),
            Set.of());
    assertThat(accounts.askAll(Collections.nCopies(20, request)))
        .filteredOn(Granted.class::isInstance)
        .hasSize(1);
  }

  @Test
  void exchangesNoCodeWhoseSessionHasEnded() {
    var email = accounts.registered();
    var late = oauth.code(email, OAuthAsker.LENT);
    expire(email);
    oauth.assertRefused(
        OAuthError.INVALID_GRANT,
        OAuthAsker.FRONT,
        new Grant.Code(late, OAuthAsker.URI, OAuthAsker.VERIFIER));
    var code = oauth.code(email, OAuthAsker.LENT);
    var roles = new SetRoles(accounts.account(email).id(), Set.of(Role.CATALOG));
    assertThat(accounts.askAs(RunningAccounts.ADMIN, roles))
        .isInstanceOf(SetRoles.Reply.Changed.class);
    oauth.assertRefused(
        OAuthError.INVALID_GRANT,
        OAuthAsker.FRONT,
        new Grant.Code(code, OAuthAsker.URI, OAuthAsker.VERIFIER));
  }

  @Test
  void handsOverNoSessionThatWasUsedIsAClientsOrHasEnded() {
    var person = accounts.signedIn();
    var lent = oauth.exchanged(OAuthAsker.FRONT, oauth.code(person.email(), OAuthAsker.LENT));
    var next = accounts.refresh(person.tokens());
    assertNotHandedOver(person.tokens().refreshToken());
    assertNotHandedOver(OAuthAsker.refresh(lent).refreshToken());
    var roles = new SetRoles(person.id(), Set.of(Role.CATALOG));
    assertThat(accounts.askAs(RunningAccounts.ADMIN, roles))
        .isInstanceOf(SetRoles.Reply.Changed.class);
    assertNotHandedOver(next.refreshToken());
    var late = accounts.signIn(person.email());
    expire(person.email());
    assertNotHandedOver(late.refreshToken());
  }

  /** The thirty days of somebody's sessions are over. */
  private static void expire(Email email) {
    accounts
        .database()
        .change(
            "update accounts.session set expires_at = now() where account = '%s'"
                .formatted(accounts.account(email).id()));
  }

  private static void assertNotHandedOver(Credential refreshToken) {
    var asked = OAuthAsker.asked(OAuthAsker.FRONT, OAuthAsker.LENT, OAuthAsker.URI);
    assertThat(accounts.ask(new GrantCode(asked, refreshToken)))
        .isInstanceOf(GrantCode.Reply.Refused.class);
  }

  @Test
  void exchangesNoCodeThatIsOlderThanAMinute() {
    var code = oauth.code(accounts.registered(), OAuthAsker.LENT);
    accounts.database().change("update accounts.authorization_code set expires_at = now()");
    oauth.assertRefused(
        OAuthError.INVALID_GRANT,
        OAuthAsker.FRONT,
        new Grant.Code(code, OAuthAsker.URI, OAuthAsker.VERIFIER));
  }

  @Test
  void forgetsASessionWhoseCodeNobodyUsed() {
    var code = oauth.code(accounts.registered(), OAuthAsker.LENT);
    var codes = new CodeStore(accounts.schema());
    var rows =
        "select s.id from accounts.session s join accounts.authorization_code c on c.session = s.id"
            + " where c.id = '%s'".formatted(code.value().substring(0, 36));
    accounts.run(codes::forget);
    assertThat(accounts.database().rows(rows)).hasSize(1);
    accounts
        .database()
        .change("update accounts.authorization_code set expires_at = now() - interval '2 min'");
    accounts.run(codes::forget);
    assertThat(accounts.database().rows(rows)).isEmpty();
  }

  /** For as long as what it opened may be open, so that a second use ends that. */
  @Test
  void remembersACodeThatWasUsed() {
    var codes = new CodeStore(accounts.schema());
    var code = oauth.code(accounts.registered(), OAuthAsker.LENT);
    var tokens = oauth.exchanged(OAuthAsker.FRONT, code);
    var row =
        "select id from accounts.authorization_code where id = '%s'"
            .formatted(code.value().substring(0, 36));
    var expiry = "update accounts.authorization_code set expires_at = now() - interval '%s'";
    accounts.database().change(expiry.formatted("10 min"));
    accounts.run(codes::forget);
    assertThat(accounts.database().rows(row)).hasSize(1);
    accounts.database().change(expiry.formatted("11 min"));
    accounts.run(codes::forget);
    assertThat(accounts.database().rows(row)).isEmpty();
    assertThat(oauth.granted(OAuthAsker.FRONT, OAuthAsker.refresh(tokens)))
        .as("its session goes on")
        .isNotNull();
  }

  @Test
  void keepsTheSessionsOfEachClientApart() {
    var email = accounts.registered();
    var own = accounts.signIn(email);
    var lent = oauth.exchanged(OAuthAsker.FRONT, oauth.code(email, OAuthAsker.LENT));
    oauth.assertRefused(OAuthError.INVALID_GRANT, OAuthAsker.OTHER, OAuthAsker.refresh(lent));
    oauth.assertRefused(
        OAuthError.INVALID_GRANT, OAuthAsker.FRONT, new Grant.Refresh(own.refreshToken()));
    assertThat(accounts.ask(new RefreshSession(OAuthAsker.refresh(lent).refreshToken())))
        .isEqualTo(new RefreshSession.Reply.Refused());
    assertThat(oauth.granted(OAuthAsker.FRONT, OAuthAsker.refresh(lent))).isNotNull();
    oauth.assertRefused(OAuthError.INVALID_GRANT, OAuthAsker.OTHER, OAuthAsker.refresh(lent));
    assertThat(oauth.granted(OAuthAsker.FRONT, OAuthAsker.refresh(lent)))
        .as("a lost answer is forgiven to its client alone")
        .isNotNull();
    assertThat(accounts.refresh(own)).isNotNull();
  }

  @Test
  void handsOverASessionThatHasJustBegun() {
    var tokens = accounts.signIn(accounts.registered());
    var grant =
        new GrantCode(
            OAuthAsker.asked(OAuthAsker.FRONT, OAuthAsker.LENT, OAuthAsker.URI),
            tokens.refreshToken());
    assertThat(accounts.ask(grant)).isInstanceOf(GrantCode.Reply.Granted.class);
    assertThat(accounts.ask(grant)).isInstanceOf(GrantCode.Reply.Refused.class);
    accounts.assertSignedOut(tokens);
    oauth.assertRefused(
        OAuthError.INVALID_GRANT, OAuthAsker.FRONT, new Grant.Refresh(tokens.refreshToken()));
  }

  @Test
  void sendsNobodyBackToWhereItsClientIsNot() {
    var tokens = accounts.signIn(accounts.registered());
    for (var uri : List.of("https://elsewhere.example.org/", OAuthAsker.URI + "/", "")) {
      var asked = OAuthAsker.asked(OAuthAsker.FRONT, OAuthAsker.LENT, uri);
      assertThat(oauth.check(asked)).isEqualTo(new CheckAuthorization.Reply.UnknownClient());
      assertThat(accounts.ask(new GrantCode(asked, tokens.refreshToken())))
          .isInstanceOf(GrantCode.Reply.Refused.class);
    }
    assertThat(accounts.refresh(tokens)).as("the session was not handed over").isNotNull();
  }

  /** RFC 7636, 4.1: what is shorter can be guessed from its challenge. */
  @Test
  void exchangesNoCodeForAVerifierThatIsTooShort() {
    for (int length : List.of(42, 43)) {
      var verifier = "v".repeat(length);
      var asked =
          new AuthorizationRequest(
              "code",
              "front",
              OAuthAsker.URI,
              OAuthAsker.LENT,
              OAuthAsker.challenge(verifier),
              "S256",
              "",
              "");
      var session = accounts.signIn(accounts.registered()).refreshToken();
      var code = ((GrantCode.Reply.Granted) accounts.ask(new GrantCode(asked, session))).code();
      var grant = new Grant.Code(code, OAuthAsker.URI, verifier);
      if (length < 43) {
        oauth.assertRefused(OAuthError.INVALID_GRANT, OAuthAsker.FRONT, grant);
      } else {
        assertThat(oauth.granted(OAuthAsker.FRONT, grant)).isNotNull();
      }
    }
  }

  @Test
  void isRevokedByItsClientAlone() {
    var lent =
        oauth.exchanged(OAuthAsker.FRONT, oauth.code(accounts.registered(), OAuthAsker.LENT));
    var revoke = new RevokeGrant(OAuthAsker.OTHER, OAuthAsker.refresh(lent).refreshToken());
    assertThat(accounts.ask(revoke)).isEqualTo(new RevokeGrant.Reply.Revoked());
    var next = oauth.granted(OAuthAsker.FRONT, OAuthAsker.refresh(lent));
    assertThat(
            accounts.ask(
                new RevokeGrant(OAuthAsker.FRONT, OAuthAsker.refresh(next).refreshToken())))
        .isEqualTo(new RevokeGrant.Reply.Revoked());
    oauth.assertRefused(OAuthError.INVALID_GRANT, OAuthAsker.FRONT, OAuthAsker.refresh(next));
    var nobody = new ClientCredentials("nobody", null);
    assertThat(accounts.ask(new RevokeGrant(nobody, OAuthAsker.refresh(next).refreshToken())))
        .isEqualTo(new RevokeGrant.Reply.UnknownClient());
  }

  @Test
  void tellsWhoSomebodyIsAsFarAsTheirScopesShow() {
    var person = accounts.signedIn();
    var id = person.id();
    assertThat(accounts.askAs(actor(id, "openid"), new ReadUserInfo()))
        .isEqualTo(new ReadUserInfo.Reply.Found(id, null, null, null));
    assertThat(accounts.askAs(actor(id, "openid", "email", "profile"), new ReadUserInfo()))
        .isEqualTo(new ReadUserInfo.Reply.Found(id, person.email(), false, "Ada Lovelace"));
    assertThat(accounts.askAs(actor(UUID.randomUUID(), "openid"), new ReadUserInfo()))
        .isEqualTo(new ReadUserInfo.Reply.Unknown());
    for (var other :
        List.of(Actor.GUEST, RunningAccounts.ADMIN, person.actor(), actor(id, "email"))) {
      assertFails(FailureKind.FORBIDDEN, () -> accounts.askAs(other, new ReadUserInfo()));
    }
  }

  private static Actor actor(UUID id, String... scopes) {
    return new Actor(id.toString(), Set.of(scopes));
  }
}
