package mercat.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.accounts.AccessTokenIssuer.SignedIn;
import mercat.accounts.ClientStore.Client;
import mercat.accounts.CodeStore.Code;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.GrantTokens.Grant;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.RevokeGrant;
import mercat.contracts.accounts.Role;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/** Gives clients of OAuth 2 their tokens, and ends what they were given. */
record Grants(
    Clients clients,
    AccountStore accounts,
    SessionStore sessions,
    Sessions signedIn,
    CodeStore codes,
    KeyedTokens refreshTokens,
    KeyedTokens codeTokens,
    AccessTokenIssuer tokens) {
  GrantTokens.Reply grant(Tx tx, GrantTokens request, Call call) {
    var client = clients.find(tx, request.client());
    if (client.isEmpty()) {
      return refused(OAuthError.INVALID_CLIENT, "the client is not known by these credentials");
    }
    return switch (request.grant()) {
      case Grant.Itself itself -> forItself(client.get(), request.scopes());
      case Grant.Code code -> byCode(tx, client.get(), code, call);
      case Grant.Refresh(var token) -> byRefresh(tx, client.get(), token, request.scopes(), call);
    };
  }

  private GrantTokens.Reply forItself(Client client, Set<String> asked) {
    if (client.secret() == null) {
      return refused(OAuthError.UNAUTHORIZED_CLIENT, "a public client cannot act for itself");
    }
    // What is somebody's own it can only be lent.
    var held =
        client.scopes().stream()
            .filter(scope -> !Role.isOwn(scope))
            .collect(Collectors.toUnmodifiableSet());
    var scopes = asked.isEmpty() ? held : asked;
    if (scopes.isEmpty() || !scopes.stream().allMatch(scope -> Role.isGranted(held, scope))) {
      return refused(OAuthError.INVALID_SCOPE, "scope must name some of what the client may do");
    }
    return granted(client.id(), client.session(), client.id(), scopes, null, null);
  }

  private GrantTokens.Reply byCode(Tx tx, Client client, Grant.Code shown, Call call) {
    var id = codeTokens.idOf(shown.code());
    var found = id.flatMap(it -> codes.find(tx, it, client.id()));
    if (found.isEmpty()) {
      return refused(OAuthError.INVALID_GRANT, "the code is not known, or has expired");
    }
    var code = found.get();
    if (code.isUsed()) {
      sessions.revoke(tx, call, code.account(), code.session());
      return refused(OAuthError.INVALID_GRANT, "the code was used before: its session has ended");
    }
    var roles = accounts.roles(tx, code.account());
    if (roles.isEmpty() || !code.isInTime() || !isFor(code, shown)) {
      return refused(
          OAuthError.INVALID_GRANT,
          "the code has expired, or is for another redirect_uri or code_verifier");
    }
    codes.use(tx, id.orElseThrow());
    var token = UUID.randomUUID();
    sessions.addToken(tx, token, code.session());
    var scopes = lent(code.scopes(), roles.get());
    var idToken = scopes.contains("openid") ? idToken(tx, client, code, scopes) : null;
    return granted(
        code.account().toString(),
        code.session(),
        client.id(),
        scopes,
        refreshTokens.of(token),
        idToken);
  }

  private static boolean isFor(Code code, Grant.Code shown) {
    var challenge = TokenText.of(PersonalAccessTokens.sha256(shown.verifier()));
    return code.redirectUri().equals(shown.redirectUri())
        && shown.verifier().length() >= 43
        && MessageDigest.isEqual(
            challenge.getBytes(StandardCharsets.US_ASCII),
            code.challenge().getBytes(StandardCharsets.US_ASCII));
  }

  private @Nullable Credential idToken(Tx tx, Client client, Code code, Set<String> scopes) {
    return accounts
        .find(tx, code.account())
        .map(account ->
            tokens.idToken(
                new SignedIn(account, client.id(), scopes, code.signedInAt(), code.nonce())))
        .orElse(null);
  }

  private GrantTokens.Reply byRefresh(
      Tx tx, Client client, Credential token, Set<String> asked, Call call) {
    return signedIn
        .exchange(tx, token, client.id(), call)
        .flatMap(next ->
            accounts
                .roles(tx, next.account())
                .map(roles -> {
                  var scopes = lent(next.scopes(), roles);
                  return granted(
                      next.account().toString(),
                      next.session(),
                      client.id(),
                      asked.isEmpty() ? scopes : common(scopes, asked),
                      refreshTokens.of(next.successor()),
                      null);
                }))
        .orElseGet(() -> refused(OAuthError.INVALID_GRANT, "the refresh token opens no session"));
  }

  RevokeGrant.Reply revoke(Tx tx, RevokeGrant request, Call call) {
    var client = clients.find(tx, request.client());
    client
        .flatMap(it -> refreshTokens.idOf(request.token()))
        .flatMap(token -> sessions.ofToken(tx, token, client.orElseThrow().id()))
        .ifPresent(it -> sessions.revoke(tx, call, it.account(), it.session()));
    return client.isPresent()
        ? new RevokeGrant.Reply.Revoked()
        : new RevokeGrant.Reply.UnknownClient();
  }

  /** Of what a client was given, that which the person may do today. */
  private static Set<String> lent(Set<String> given, Set<Role> roles) {
    var held = Role.scopes(roles);
    return given.stream()
        .filter(scope -> Role.IDENTITY.contains(scope) || Role.isGranted(held, scope))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> common(Set<String> scopes, Set<String> asked) {
    return scopes.stream().filter(asked::contains).collect(Collectors.toUnmodifiableSet());
  }

  private GrantTokens.Reply granted(
      String subject,
      UUID session,
      String client,
      Set<String> scopes,
      @Nullable Credential refreshToken,
      @Nullable Credential idToken) {
    return new GrantTokens.Reply.Granted(
        tokens.of(subject, session, client, scopes),
        AccessTokenIssuer.LIFE.toSeconds(),
        scopes,
        refreshToken,
        idToken);
  }

  private static GrantTokens.Reply refused(OAuthError error, String description) {
    return new GrantTokens.Reply.Refused(error, description);
  }
}
