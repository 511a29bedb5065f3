package mercat.accounts;

import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.accounts.RunningAccounts.PASSWORD;
import static mercat.accounts.RunningAccounts.freshEmail;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import mercat.accounts.RunningAccounts.Person;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.ListSessions;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.RevokedSessions;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignOut;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.Tokens;
import mercat.platform.Actor;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SessionsIT {
  private static final UUID FIRST = new UUID(0, 0);

  @AutoClose static final RunningAccounts accounts = new RunningAccounts();

  @Test
  void areListedForWhoeverIsSignedInAlone() throws Exception {
    var person = accounts.signedIn();
    var again = accounts.signIn(person.email());
    var ended = accounts.signIn(person.email());
    var unused = accounts.askAs(person.actor(), new SignOut(sessionOf(ended)));
    assertThat(accounts.askAs(person.actor(), new ListSessions()).sessions())
        .extracting(ListSessions.Session::id)
        .containsExactly(sessionOf(person.tokens()), sessionOf(again));
    assertThat(accounts.askAs(accounts.signedIn().actor(), new ListSessions()).sessions())
        .extracting(ListSessions.Session::id)
        .doesNotContain(sessionOf(person.tokens()), sessionOf(again));
    for (var nobody : List.of(Actor.GUEST, ADMIN)) {
      accounts.assertRefused(nobody, new ListSessions());
    }
  }

  @Test
  void givesAnAccessTokenThatWhoeverHasThePublicKeysCanCheck() throws Exception {
    var person = accounts.signedIn();
    var token = parsed(person.tokens());
    var header = token.getHeader();
    assertThat(header.getType()).isEqualTo(new JOSEObjectType("at+jwt"));
    assertThat(header.getAlgorithm().getName()).isEqualTo("ES256");
    var listed = accounts.ask(new SigningKeys());
    var key =
        listed.keys().stream()
            .filter(each -> each.kid().equals(header.getKeyID()))
            .findFirst()
            .orElseThrow();
    var published =
        new ECKey.Builder(Curve.P_256, new Base64URL(key.x()), new Base64URL(key.y())).build();
    assertThat(token.verify(new ECDSAVerifier(published))).isTrue();
    var claims = token.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo(listed.issuer());
    assertThat(claims.getAudience()).containsExactly("mercat");
    assertThat(claims.getSubject()).isEqualTo(person.id().toString());
    assertThat(claims.getJWTID()).isNotEmpty();
    assertThat(claims.getStringClaim("client_id")).isEqualTo("mercat");
    assertThat(claims.getStringClaim("scope")).isEqualTo("customer");
    assertThat(
            Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()))
        .isEqualTo(Duration.ofMinutes(10))
        .hasSeconds(person.tokens().expiresIn());
  }

  @Test
  void refusesWhoDoesNotKnowThePasswordAsItRefusesNobody() {
    var email = accounts.registered();
    double before = accounts.hashes();
    var wrong = new Credential("four little words there");
    assertThat(accounts.ask(new SignIn(email, wrong))).isEqualTo(new SignIn.Reply.Refused());
    double forSomebody = accounts.hashes() - before;
    assertThat(accounts.ask(new SignIn(freshEmail(), wrong))).isEqualTo(new SignIn.Reply.Refused());
    assertThat(accounts.hashes() - before).isEqualTo(2 * forSomebody).isEqualTo(2);
  }

  @Test
  void hashesAPasswordAgainThatWasHashedCheaply() {
    var email = accounts.registered();
    var cheaper = new Argon2(32, 1, 1).hash(PASSWORD.value());
    accounts.change(
        "update accounts.account set password = '%s' where email = '%s'", cheaper, email.value());
    assertThat(accounts.signIn(email)).isNotNull();
    assertThat(
            accounts.rows(
                "select password from accounts.account where email = '%s'", email.value()))
        .singleElement()
        .asString()
        .contains("m=64,");
    assertThat(accounts.signIn(email)).isNotNull();
  }

  @Test
  void keepsASessionGoingByTokensEachUsedOnce() throws Exception {
    var person = accounts.signedIn();
    var tokens = new HashSet<>(Set.of(person.tokens().refreshToken()));
    var next = person.tokens();
    for (int i = 0; i < 5; i++) {
      next = accounts.refresh(next);
      assertThat(tokens.add(next.refreshToken())).isTrue();
      assertThat(sessionOf(next)).isEqualTo(sessionOf(person.tokens()));
    }
  }

  @Test
  void forgivesALostAnswer() {
    var person = accounts.signedIn();
    var unheard = accounts.refresh(person.tokens());
    var heard = accounts.refresh(person.tokens());
    assertThat(heard.refreshToken()).isEqualTo(unheard.refreshToken());
    assertThat(accounts.refresh(heard)).isNotNull();
    assertThat(SessionStore.GRACE).as("as the contract says").hasSeconds(10);
  }

  @Test
  void endsTheSessionWhenATokenIsUsedAgainAfterItsSuccessor() throws Exception {
    var person = accounts.signedIn();
    var successor = accounts.refresh(person.tokens());
    var latest = accounts.refresh(successor);
    accounts.assertSignedOut(person.tokens());
    accounts.assertSignedOut(successor);
    accounts.assertSignedOut(latest);
    assertRevoked(person, sessionOf(person.tokens()));
  }

  @Test
  void endsTheSessionWhenATokenIsUsedAgainLater() {
    var person = accounts.signedIn();
    var successor = accounts.refresh(person.tokens());
    becomesOlder(person, 11);
    accounts.assertSignedOut(person.tokens());
    accounts.assertSignedOut(successor);
  }

  @Test
  void forgivesForTenSecondsInAllHoweverOftenATokenIsUsedAgain() {
    var person = accounts.signedIn();
    var successor = accounts.refresh(person.tokens());
    becomesOlder(person, 3);
    assertThat(accounts.refresh(person.tokens()).refreshToken())
        .isEqualTo(successor.refreshToken());
    becomesOlder(person, 8);
    accounts.assertSignedOut(person.tokens());
    accounts.assertSignedOut(successor);
  }

  /** The exchange of a person's refresh token was so many seconds earlier. */
  private static void becomesOlder(Person person, int seconds) {
    accounts.change(
        """
        update accounts.refresh_token set used_at = used_at - interval '%d s'
         where successor is not null
           and session = (select id from accounts.session where account = '%s')\
        """,
        seconds, person.id());
  }

  @Test
  void exchangesOnceATokenThatManyUseAtOnce() {
    var person = accounts.signedIn();
    var request = new RefreshSession(person.tokens().refreshToken());
    var replies = accounts.askAll(Collections.nCopies(50, request));
    assertThat(replies)
        .extracting(reply -> ((RefreshSession.Reply.Refreshed) reply).tokens().refreshToken())
        .containsOnly(
            ((RefreshSession.Reply.Refreshed) replies.getFirst()).tokens().refreshToken());
    assertThat(
            accounts.rows(
                "select count(*) from accounts.refresh_token t join accounts.session s"
                    + " on s.id = t.session where s.account = '%s' and used_at is null",
                person.id()))
        .containsExactly("1");
  }

  @Test
  void exchangesNothingThatIsNoRefreshToken() {
    var person = accounts.signedIn();
    var token = person.tokens().refreshToken().value();
    var ofNobody = UUID.randomUUID() + token.substring(token.indexOf('.'));
    for (var wrong : List.of("", token + "x", ofNobody, person.tokens().accessToken().value())) {
      assertThat(accounts.ask(new RefreshSession(new Credential(wrong))))
          .isEqualTo(new RefreshSession.Reply.Refused());
    }
    assertThat(accounts.refresh(person.tokens())).isNotNull();
  }

  @Test
  void endsBySigningOut() throws Exception {
    var person = accounts.signedIn();
    var other = accounts.signIn(person.email());
    var session = sessionOf(person.tokens());
    signOut(person, session);
    signOut(person, session);
    accounts.assertSignedOut(person.tokens());
    assertThat(accounts.refresh(other)).as("another session").isNotNull();
    assertRevoked(person, session);
  }

  @Test
  void isNotEndedBySomebodyElse() throws Exception {
    var person = accounts.signedIn();
    var mallory = accounts.signedIn();
    signOut(mallory, sessionOf(person.tokens()));
    assertThat(accounts.refresh(person.tokens())).isNotNull();
  }

  @Test
  void endsAfterThirtyDays() {
    var person = accounts.signedIn();
    var next = accounts.refresh(person.tokens());
    accounts.expire("session", person.id());
    accounts.assertSignedOut(person.tokens());
    accounts.assertSignedOut(next);
  }

  @Test
  void endsWithTheRolesThatItsTokensName() throws Exception {
    var person = accounts.signedIn();
    accounts.becomes(person.id(), Role.SUPPORT, Role.FINANCE);
    accounts.assertSignedOut(person.tokens());
    assertThat(parsed(accounts.signIn(person.email())).getJWTClaimsSet().getStringClaim("scope"))
        .isEqualTo(
            "accounts:read customer ledger:read notifications:read notifications:write"
                + " orders:read orders:refund orders:write");
  }

  @Test
  void endsTheOldestOfTooMany() {
    var person = accounts.signedIn();
    var second = accounts.signIn(person.email());
    IntStream.range(0, SessionStore.SESSIONS_MAX - 1)
        .forEach(i -> assertThat(accounts.signIn(person.email())).isNotNull());
    accounts.assertSignedOut(person.tokens());
    assertThat(accounts.refresh(second)).isNotNull();
  }

  @Test
  void listsPageByPageWhatWasRevokedLately() throws Exception {
    var person = accounts.signedIn();
    var open = accounts.signIn(person.email());
    var old = accounts.signIn(person.email());
    for (var tokens : List.of(person.tokens(), open, old)) {
      signOut(person, sessionOf(tokens));
    }
    endedBefore(sessionOf(open), "10 min");
    endedBefore(sessionOf(old), "11 min");
    var all = revoked(RevokedSessions.LIMIT_MAX);
    assertThat(all)
        .contains(sessionOf(person.tokens()))
        .as("an access token of it may live")
        .contains(sessionOf(open))
        .doesNotContain(sessionOf(old));
    assertThat(revoked(1)).isEqualTo(all);
  }

  @Test
  void isForgottenWhenNothingOfItCanBeUsed() throws Exception {
    var person = accounts.signedIn();
    var session = sessionOf(person.tokens());
    signOut(person, session);
    var store = new SessionStore(accounts.schema());
    var rows = "select id from accounts.refresh_token where session = '%s'".formatted(session);
    endedBefore(session, "10 min");
    accounts.run(store::forget);
    assertThat(accounts.database().rows(rows)).isNotEmpty();
    endedBefore(session, "2 min");
    accounts.run(store::forget);
    assertThat(accounts.database().rows(rows)).isEmpty();
  }

  @Test
  void isForgottenSomeMinutesAfterItsTimeAndNotBefore() {
    var person = accounts.signedIn();
    var store = new SessionStore(accounts.schema());
    var rows = "select id from accounts.session where account = '%s'".formatted(person.id());
    for (var expired : List.of("-1 min", "10 min", "12 min")) {
      accounts.change(
          """
          update accounts.session
             set created_at = now() - interval '30 d', expires_at = now() - interval '%s'
           where account = '%s'\
          """,
          expired, person.id());
      accounts.run(store::forget);
      assertThat(accounts.database().rows(rows))
          .as("%s ago", expired)
          .hasSize(expired.equals("12 min") ? 0 : 1);
    }
  }

  /** A session was ended so much earlier. */
  private static void endedBefore(UUID session, String time) {
    accounts.change(
        "update accounts.session set revoked_at = revoked_at - interval '%s' where id = '%s'",
        time, session);
  }

  @Test
  void leavesNoTokenInTheDatabase() {
    var person = accounts.signedIn();
    var token = person.tokens().refreshToken().value();
    assertThat(accounts.rows("select t::text from accounts.refresh_token t"))
        .noneMatch(row -> row.contains(token.substring(token.indexOf('.') + 1)));
    assertThat(person.tokens().toString()).doesNotContain(token);
  }

  private static void signOut(Person person, UUID session) {
    assertThat(accounts.askAs(person.actor(), new SignOut(session)))
        .isEqualTo(new SignOut.SignedOut());
  }

  private static List<UUID> revoked(int limit) {
    var page = accounts.ask(new RevokedSessions(FIRST, limit));
    var all = new ArrayList<>(page.sessionIds());
    while (page.more()) {
      page = accounts.ask(new RevokedSessions(all.getLast(), limit));
      all.addAll(page.sessionIds());
    }
    return all;
  }

  private static void assertRevoked(Person person, UUID session) {
    assertThat(accounts.announced("accounts", person.id()))
        .filteredOn(SessionsRevoked.class::isInstance)
        .containsExactly(new SessionsRevoked(person.id(), List.of(session)));
    assertThat(revoked(RevokedSessions.LIMIT_MAX)).contains(session);
  }

  private static SignedJWT parsed(Tokens tokens) throws ParseException {
    return SignedJWT.parse(tokens.accessToken().value());
  }

  private static UUID sessionOf(Tokens tokens) throws ParseException {
    return UUID.fromString(parsed(tokens).getJWTClaimsSet().getStringClaim("sid"));
  }
}
