package mercat.accounts;

import static mercat.accounts.OAuthAsker.FRONT;
import static mercat.accounts.OAuthAsker.LENT;
import static mercat.accounts.OAuthAsker.OTHER;
import static mercat.accounts.OAuthAsker.URI;
import static mercat.accounts.OAuthAsker.VERIFIER;
import static mercat.accounts.OAuthAsker.asked;
import static mercat.accounts.OAuthAsker.challenge;
import static mercat.accounts.OAuthAsker.claims;
import static mercat.accounts.OAuthAsker.refresh;
import static mercat.accounts.OAuthAsker.session;
import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.contracts.accounts.OAuthError.INVALID_GRANT;
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
import mercat.contracts.accounts.ReadUserInfo;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.RevokeGrant;
import mercat.contracts.accounts.Role;
import mercat.platform.Actor;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AuthorizationCodeIT {
  @AutoClose static final RunningAccounts accounts = new RunningAccounts();

  private static final OAuthAsker oauth = OAuthAsker.withFrontEnds(accounts);

  @Test
  void givesAFrontEndTheSessionOfWhoeverSignsIn() throws Exception {
    var email = accounts.registered();
    var tokens = oauth.exchanged(FRONT, oauth.code(email, LENT));
    assertThat(tokens.scopes()).containsExactlyInAnyOrder("customer", "openid", "email");
    var id = SignedJWT.parse(Objects.requireNonNull(tokens.idToken()).value());
    assertThat(id.getHeader().getType()).isEqualTo(JOSEObjectType.JWT);
    var who = id.getJWTClaimsSet();
    assertThat(who.getAudience()).containsExactly("front");
    assertThat(who.getStringClaim("nonce")).isEqualTo("nonce-1");
    assertThat(who.getStringClaim("email")).isEqualTo(email.value());
    assertThat(who.getBooleanClaim("email_verified")).isFalse();
    assertThat(who.getClaim("name")).isNull();
    var claims = claims(tokens.accessToken());
    assertThat(claims.getSubject())
        .isEqualTo(who.getSubject())
        .isEqualTo(accounts.account(email).id().toString());
    assertThat(claims.getStringClaim("scope")).isEqualTo("customer email openid");
    assertThat(who.getIssuer()).isEqualTo(claims.getIssuer());
    var next = oauth.granted(FRONT, refresh(tokens), "customer", "orders:read");
    assertThat(next.scopes()).containsExactly("customer");
    assertThat(session(next)).isEqualTo(session(tokens));
    assertThat(oauth.granted(FRONT, refresh(next)).scopes()).isEqualTo(tokens.scopes());
  }

  @Test
  void lendsStaffsScopesToWhatMayHaveThem() {
    var email = accounts.registered();
    accounts.becomes(accounts.account(email).id(), Role.ADMIN);
    assertThat(oauth.exchanged(FRONT, oauth.code(email, Set.of("orders:read"))).scopes())
        .containsExactly("orders:read");
    assertThat(oauth.check(asked(FRONT, Set.of("orders:write"), URI)))
        .isInstanceOf(CheckAuthorization.Reply.Refused.class);
  }

  @Test
  void exchangesACodeOnceForItsClientAndVerifier() {
    var code = oauth.code(accounts.registered(), LENT);
    oauth.assertRefused(INVALID_GRANT, OTHER, new Grant.Code(code, URI, VERIFIER));
    for (var uri : List.of("", "https://shop.example.org/", URI + "/")) {
      oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Code(code, uri, VERIFIER));
    }
    for (var verifier : List.of("", "x".repeat(43), challenge())) {
      oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Code(code, URI, verifier));
    }
    var forged = new Credential(code.value() + "x");
    oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Code(forged, URI, VERIFIER));
    var tokens = oauth.exchanged(FRONT, code);
    oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Code(code, URI, VERIFIER));
    oauth.assertRefused(INVALID_GRANT, FRONT, refresh(tokens));
  }

  @Test
  void exchangesACodeOnceWhenManyUseItAtOnce() {
    var request =
        new GrantTokens(
            FRONT,
            new Grant.Code(oauth.code(accounts.registered(), LENT), URI, VERIFIER),
            Set.of());
    assertThat(accounts.askAll(Collections.nCopies(20, request)))
        .filteredOn(Granted.class::isInstance)
        .hasSize(1);
  }

  @Test
  void exchangesNoCodeWhoseSessionHasEnded() {
    var email = accounts.registered();
    var late = oauth.code(email, LENT);
    expire(email);
    oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Code(late, URI, VERIFIER));
    var code = oauth.code(email, LENT);
    accounts.becomes(accounts.account(email).id(), Role.CATALOG);
    oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Code(code, URI, VERIFIER));
  }

  @Test
  void handsOverNoSessionThatWasUsedIsAClientsOrHasEnded() {
    var person = accounts.signedIn();
    var lent = oauth.exchanged(FRONT, oauth.code(person.email(), LENT));
    var next = accounts.refresh(person.tokens());
    assertNotHandedOver(person.tokens().refreshToken());
    assertNotHandedOver(refresh(lent).refreshToken());
    accounts.becomes(person.id(), Role.CATALOG);
    assertNotHandedOver(next.refreshToken());
    var late = accounts.signIn(person.email());
    expire(person.email());
    assertNotHandedOver(late.refreshToken());
  }

  /** The thirty days of somebody's sessions are over. */
  private static void expire(Email email) {
    accounts.expire("session", accounts.account(email).id());
  }

  private static void assertNotHandedOver(Credential refreshToken) {
    var asked = asked(FRONT, LENT, URI);
    assertThat(accounts.ask(new GrantCode(asked, refreshToken)))
        .isInstanceOf(GrantCode.Reply.Refused.class);
  }

  @Test
  void exchangesNoCodeThatIsOlderThanAMinute() {
    var code = oauth.code(accounts.registered(), LENT);
    accounts.change("update accounts.authorization_code set expires_at = now()");
    oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Code(code, URI, VERIFIER));
  }

  @Test
  void forgetsASessionWhoseCodeNobodyUsed() {
    var code = oauth.code(accounts.registered(), LENT);
    var codes = new CodeStore(accounts.schema());
    var rows =
        "select s.id from accounts.session s join accounts.authorization_code c on c.session = s.id"
            + " where c.id = '%s'".formatted(code.value().substring(0, 36));
    accounts.run(codes::forget);
    assertThat(accounts.database().rows(rows)).hasSize(1);
    accounts.change("update accounts.authorization_code set expires_at = now() - interval '2 min'");
    accounts.run(codes::forget);
    assertThat(accounts.database().rows(rows)).isEmpty();
  }

  /** For as long as what it opened may be open, so that a second use ends that. */
  @Test
  void remembersACodeThatWasUsed() {
    var codes = new CodeStore(accounts.schema());
    var code = oauth.code(accounts.registered(), LENT);
    var tokens = oauth.exchanged(FRONT, code);
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
    assertThat(oauth.granted(FRONT, refresh(tokens))).as("its session goes on").isNotNull();
  }

  @Test
  void keepsTheSessionsOfEachClientApart() {
    var email = accounts.registered();
    var own = accounts.signIn(email);
    var lent = oauth.exchanged(FRONT, oauth.code(email, LENT));
    oauth.assertRefused(INVALID_GRANT, OTHER, refresh(lent));
    oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Refresh(own.refreshToken()));
    assertThat(accounts.ask(new RefreshSession(refresh(lent).refreshToken())))
        .isEqualTo(new RefreshSession.Reply.Refused());
    assertThat(oauth.granted(FRONT, refresh(lent))).isNotNull();
    oauth.assertRefused(INVALID_GRANT, OTHER, refresh(lent));
    assertThat(oauth.granted(FRONT, refresh(lent)))
        .as("a lost answer is forgiven to its client alone")
        .isNotNull();
    assertThat(accounts.refresh(own)).isNotNull();
  }

  @Test
  void handsOverASessionThatHasJustBegun() {
    var tokens = accounts.signIn(accounts.registered());
    var grant = new GrantCode(asked(FRONT, LENT, URI), tokens.refreshToken());
    assertThat(accounts.ask(grant)).isInstanceOf(GrantCode.Reply.Granted.class);
    assertThat(accounts.ask(grant)).isInstanceOf(GrantCode.Reply.Refused.class);
    accounts.assertSignedOut(tokens);
    oauth.assertRefused(INVALID_GRANT, FRONT, new Grant.Refresh(tokens.refreshToken()));
  }

  @Test
  void sendsNobodyBackToWhereItsClientIsNot() {
    var tokens = accounts.signIn(accounts.registered());
    for (var uri : List.of("https://elsewhere.example.org/", URI + "/", "")) {
      var asked = asked(FRONT, LENT, uri);
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
          new AuthorizationRequest("code", "front", URI, LENT, challenge(verifier), "S256", "", "");
      var session = accounts.signIn(accounts.registered()).refreshToken();
      var code = ((GrantCode.Reply.Granted) accounts.ask(new GrantCode(asked, session))).code();
      var grant = new Grant.Code(code, URI, verifier);
      if (length < 43) {
        oauth.assertRefused(INVALID_GRANT, FRONT, grant);
      } else {
        assertThat(oauth.granted(FRONT, grant)).isNotNull();
      }
    }
  }

  @Test
  void isRevokedByItsClientAlone() {
    var lent = oauth.exchanged(FRONT, oauth.code(accounts.registered(), LENT));
    var revoke = new RevokeGrant(OTHER, refresh(lent).refreshToken());
    assertThat(accounts.ask(revoke)).isEqualTo(new RevokeGrant.Reply.Revoked());
    var next = oauth.granted(FRONT, refresh(lent));
    assertThat(accounts.ask(new RevokeGrant(FRONT, refresh(next).refreshToken())))
        .isEqualTo(new RevokeGrant.Reply.Revoked());
    oauth.assertRefused(INVALID_GRANT, FRONT, refresh(next));
    var nobody = new ClientCredentials("nobody", null);
    assertThat(accounts.ask(new RevokeGrant(nobody, refresh(next).refreshToken())))
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
    for (var other : List.of(Actor.GUEST, ADMIN, person.actor(), actor(id, "email"))) {
      accounts.assertRefused(other, new ReadUserInfo());
    }
  }

  private static Actor actor(UUID id, String... scopes) {
    return new Actor(id.toString(), Set.of(scopes));
  }
}
