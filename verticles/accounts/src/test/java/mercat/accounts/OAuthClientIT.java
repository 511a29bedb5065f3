package mercat.accounts;

import static mercat.accounts.OAuthAsker.FRONT;
import static mercat.accounts.OAuthAsker.LENT;
import static mercat.accounts.OAuthAsker.URI;
import static mercat.accounts.OAuthAsker.asked;
import static mercat.accounts.OAuthAsker.challenge;
import static mercat.accounts.OAuthAsker.claims;
import static mercat.accounts.OAuthAsker.session;
import static mercat.accounts.RunningAccounts.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.AuthorizationRequest;
import mercat.contracts.accounts.CheckAuthorization;
import mercat.contracts.accounts.ClientCredentials;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.GrantTokens.Grant;
import mercat.contracts.accounts.ListClients;
import mercat.contracts.accounts.OAuthClient;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.RevokeClient;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.contracts.log.LogEntry;
import mercat.platform.Actor;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthClientIT {
  @AutoClose static final RunningAccounts accounts = new RunningAccounts();

  private static final OAuthAsker oauth = OAuthAsker.withFrontEnds(accounts);

  @Test
  void givesASystemATokenOfItsOwn() throws Exception {
    var wms = oauth.confidential("wms-1", "orders:read", "stock:write", "customer");
    var all = oauth.granted(wms, new Grant.Itself());
    assertThat(all.refreshToken()).isNull();
    assertThat(all.idToken()).isNull();
    var claims = claims(all.accessToken());
    assertThat(claims.getSubject()).isEqualTo("wms-1");
    assertThat(claims.getStringClaim("client_id")).isEqualTo("wms-1");
    assertThat(claims.getStringClaim("scope")).isEqualTo("orders:read stock:write");
    assertThat(oauth.granted(wms, new Grant.Itself(), "orders:read").scopes())
        .containsExactly("orders:read");
    for (var beyond : List.of("orders:write", "customer", "openid", "admin")) {
      oauth.assertRefused(OAuthError.INVALID_SCOPE, wms, new Grant.Itself(), "orders:read", beyond);
    }
    oauth.assertRefused(OAuthError.UNAUTHORIZED_CLIENT, FRONT, new Grant.Itself());
  }

  @Test
  void knowsAClientByItsSecretAlone() {
    var wms = oauth.confidential("wms-2", "orders:read");
    for (var wrong :
        List.of(
            new ClientCredentials("wms-2", null),
            new ClientCredentials("wms-2", new Credential("mercat_client_guess")),
            new ClientCredentials("wms-2", alike(Objects.requireNonNull(wms.secret()))),
            new ClientCredentials("front", wms.secret()),
            new ClientCredentials("nobody", wms.secret()))) {
      oauth.assertRefused(OAuthError.INVALID_CLIENT, wrong, new Grant.Itself());
    }
    assertThat(accounts.rows("select c::text from accounts.oauth_client c"))
        .noneMatch(row -> row.contains(Objects.requireNonNull(wms.secret()).value()));
  }

  /** Another secret whose digest begins with the same byte. */
  private static Credential alike(Credential secret) {
    byte first = PersonalAccessTokens.sha256(secret.value())[0];
    return IntStream.range(0, 100_000)
        .mapToObj(i -> "mercat_client_" + i)
        .filter(guess -> PersonalAccessTokens.sha256(guess)[0] == first)
        .map(Credential::new)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void endsWithItsRevocation() throws Exception {
    var wms = oauth.confidential("wms-3", "orders:read");
    var session = session(oauth.granted(wms, new Grant.Itself()));
    for (int i = 0; i < 2; i++) {
      assertThat(accounts.askAs(ADMIN, new RevokeClient("wms-3")))
          .isEqualTo(new RevokeClient.Reply.Revoked());
    }
    oauth.assertRefused(OAuthError.INVALID_CLIENT, wms, new Grant.Itself());
    assertThat(accounts.announced("accounts").map(LogEntry::event))
        .filteredOn(event -> event.equals(new SessionsRevoked(session, List.of(session))))
        .hasSize(1);
    assertThat(oauth.listed()).extracting(OAuthClient::id).doesNotContain("wms-3");
    assertThat(oauth.add("wms-3", true, Set.of("orders:read")))
        .as("an id stays what it was in the log")
        .isEqualTo(new AddClient.Reply.IdTaken());
    assertThat(accounts.askAs(ADMIN, new RevokeClient("nobody")))
        .isEqualTo(new RevokeClient.Reply.Unknown());
  }

  @Test
  void outlivesEverySessionOfAPerson() throws Exception {
    var wms = oauth.confidential("wms-4", "orders:read");
    var session = session(oauth.granted(wms, new Grant.Itself()));
    accounts.run(new SessionStore(accounts.schema())::forget);
    assertThat(accounts.rows("select expires_at from accounts.session where id = '%s'", session))
        .containsExactly("infinity");
  }

  @Test
  void isAddedByStaffAloneWithScopesThatTheyHold() {
    var add = new AddClient("new", "New", true, Set.of("orders:read"), List.of());
    accounts.assertOnlyFor("clients:write", add);
    accounts.assertOnlyFor("clients:write", new ListClients());
    accounts.assertOnlyFor("clients:write", new RevokeClient("front"));
    var maker = new Actor("token:maker", Set.of("clients:write", "orders:read"));
    for (var scope : List.of("admin", "orders:write")) {
      var more = new AddClient("new", "New", true, Set.of("orders:read", scope), List.of());
      accounts.assertRefused(maker, more);
    }
    assertThat(accounts.askAs(maker, add)).isInstanceOf(AddClient.Reply.Added.class);
    assertThat(oauth.listed()).extracting(OAuthClient::id).contains("front", "new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://shop.example.org/",
        "http://169.254.169.254/",
        "http://localhost.example.org/",
        "http://127.0.0.1@example.org/",
        "https://user@shop.example.org/",
        "https://shop.example.org/#part",
        "https:///signed-in",
        "https:shop.example.org",
        "javascript:alert(1)",
        "data:text/html,hi",
        "/signed-in",
        "https://shop.example.org/a b",
        "https://shop.example.org/\u0430",
        ""
      })
  void sendsNobodyWhereItIsNotSafe(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AddClient("x", "X", false, LENT, List.of(URI, uri)))
        .withMessageContaining("redirectUris");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guest",
        "system",
        "mercat",
        "Wms",
        "1",
        "",
        "01890a5d-ac96-774b-bcce-b302099a8001"
      })
  void hasNoIdOfSomebodyElse(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AddClient(id, "X", false, LENT, List.of(URI)))
        .withMessageContaining("id");
  }

  @ParameterizedTest
  @CsvSource({
    "token, S256, true, openid, '', UNSUPPORTED_RESPONSE_TYPE",
    "'', S256, true, openid, '', UNSUPPORTED_RESPONSE_TYPE",
    "code, plain, true, openid, '', INVALID_REQUEST",
    "code, '', true, openid, '', INVALID_REQUEST",
    "code, S256, false, openid, '', INVALID_REQUEST",
    "code, S256, true, admin, '', INVALID_SCOPE",
    "code, S256, true, '', '', INVALID_SCOPE",
    "code, S256, true, openid, none, LOGIN_REQUIRED"
  })
  void tellsAFrontEndWhatIsWrong(
      String type,
      String method,
      boolean hasChallenge,
      String scope,
      String prompt,
      OAuthError error) {
    var challenge = hasChallenge ? challenge() : "";
    var asked =
        new AuthorizationRequest(type, "front", URI, scopes(scope), challenge, method, "", prompt);
    var refused = (CheckAuthorization.Reply.Refused) oauth.check(asked);
    assertThat(refused.error()).isEqualTo(error);
    var tokens = accounts.signIn(accounts.registered());
    var reply = accounts.ask(new GrantCode(asked, tokens.refreshToken()));
    assertThat(((GrantCode.Reply.Refused) reply).error()).isEqualTo(error);
  }

  private static Set<String> scopes(String scope) {
    return scope.isEmpty() ? Set.of() : Set.of(scope);
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, https://shop.example.org/signed-in",
    "front, https://shop.example.org/signed-in/",
    "front, https://shop.example.org/signed-in?x=1",
    "front, https://SHOP.example.org/signed-in",
    "front, ''"
  })
  void sendsNobodyToWhereNoClientSaidIt(String client, String uri) {
    var asked = asked(new ClientCredentials(client, null), LENT, uri);
    assertThat(oauth.check(asked)).isEqualTo(new CheckAuthorization.Reply.UnknownClient());
  }
}
