package mercat.accounts;

import static mercat.accounts.RunningAccounts.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.AuthorizationRequest;
import mercat.contracts.accounts.CheckAuthorization;
import mercat.contracts.accounts.ClientCredentials;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.GrantTokens.Grant;
import mercat.contracts.accounts.GrantTokens.Reply.Granted;
import mercat.contracts.accounts.ListClients;
import mercat.contracts.accounts.OAuthClient;
import mercat.contracts.accounts.OAuthError;

/** What clients of OAuth ask of accounts. */
record OAuthAsker(RunningAccounts accounts) {
  static final String URI = "https://shop.example.org/signed-in";
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  static final Set<String> LENT = Set.of("customer", "openid", "email", "orders:read");
  static final ClientCredentials FRONT = new ClientCredentials("front", null);
  static final ClientCredentials OTHER = new ClientCredentials("other-front", null);

  /** Of accounts to which two front ends are added. */
  static OAuthAsker withFrontEnds(RunningAccounts accounts) {
    var oauth = new OAuthAsker(accounts);
    for (var client : List.of(FRONT, OTHER)) {
      assertThat(oauth.added(client.id(), false, LENT, URI).secret()).isNull();
    }
    return oauth;
  }

  static Grant.Refresh refresh(Granted tokens) {
    return new Grant.Refresh(Objects.requireNonNull(tokens.refreshToken()));
  }

  ClientCredentials confidential(String id, String... scopes) {
    return new ClientCredentials(id, added(id, true, Set.of(scopes)).secret());
  }

  AddClient.Reply.Added added(
      String id, boolean isConfidential, Set<String> scopes, String... uris) {
    return (AddClient.Reply.Added) add(id, isConfidential, scopes, uris);
  }

  AddClient.Reply add(String id, boolean isConfidential, Set<String> scopes, String... uris) {
    var add = new AddClient(id, id, isConfidential, scopes, List.of(uris));
    return accounts.askAs(ADMIN, add);
  }

  List<OAuthClient> listed() {
    return accounts.askAs(ADMIN, new ListClients()).clients();
  }

  CheckAuthorization.Reply check(AuthorizationRequest asked) {
    return accounts.ask(new CheckAuthorization(asked));
  }

  static AuthorizationRequest asked(ClientCredentials client, Set<String> scopes, String uri) {
    return new AuthorizationRequest(
        "code", client.id(), uri, scopes, challenge(), "S256", "nonce-1", "");
  }

  /** Of somebody who signs in by the front end. */
  Credential code(Email email, Set<String> scopes) {
    var asked = asked(FRONT, scopes, URI);
    assertThat(check(asked)).isEqualTo(new CheckAuthorization.Reply.Allowed("front"));
    var grant = new GrantCode(asked, accounts.signIn(email).refreshToken());
    return ((GrantCode.Reply.Granted) accounts.ask(grant)).code();
  }

  Granted exchanged(ClientCredentials client, Credential code) {
    return granted(client, new Grant.Code(code, URI, VERIFIER));
  }

  Granted granted(ClientCredentials client, Grant grant, String... scopes) {
    return (Granted) accounts.ask(new GrantTokens(client, grant, Set.of(scopes)));
  }

  void assertRefused(OAuthError error, ClientCredentials client, Grant grant, String... scopes) {
    var reply = accounts.ask(new GrantTokens(client, grant, Set.of(scopes)));
    assertThat(((GrantTokens.Reply.Refused) reply).error()).isEqualTo(error);
  }

  static String challenge() {
    return challenge(VERIFIER);
  }

  static String challenge(String verifier) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static JWTClaimsSet claims(Credential token) throws ParseException {
    return SignedJWT.parse(token.value()).getJWTClaimsSet();
  }

  static UUID session(Granted tokens) throws ParseException {
    return session(tokens.accessToken());
  }

  static UUID session(Credential accessToken) throws ParseException {
    return UUID.fromString(claims(accessToken).getStringClaim("sid"));
  }
}
