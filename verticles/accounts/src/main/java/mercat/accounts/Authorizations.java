package mercat.accounts;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.accounts.ClientStore.Client;
import mercat.contracts.accounts.AuthorizationRequest;
import mercat.contracts.accounts.CheckAuthorization;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.Role;
import mercat.platform.Call;
import mercat.platform.database.Tx;

/** Lets people sign in by front ends: the authorization endpoint of OAuth 2, with PKCE for all. */
record Authorizations(
    ClientStore clients,
    SessionStore sessions,
    CodeStore codes,
    KeyedTokens refreshTokens,
    KeyedTokens codeTokens) {
  private record Fault(OAuthError error, String description) {}

  CheckAuthorization.Reply check(CheckAuthorization request, Call call) {
    var asked = request.authorization();
    var client = clients.find(asked.clientId()).filter(it -> isRegistered(it, asked));
    if (client.isEmpty()) {
      return new CheckAuthorization.Reply.UnknownClient();
    }
    return fault(client.get(), asked)
        .<CheckAuthorization.Reply>map(
            fault -> new CheckAuthorization.Reply.Refused(fault.error(), fault.description()))
        .orElseGet(() -> new CheckAuthorization.Reply.Allowed(client.get().listed().name()));
  }

  GrantCode.Reply grant(Tx tx, GrantCode request, Call call) {
    var asked = request.authorization();
    var client = clients.find(tx, asked.clientId()).filter(it -> isRegistered(it, asked));
    var fault =
        client
            .map(it -> fault(it, asked))
            .orElseGet(
                () -> Optional.of(new Fault(OAuthError.INVALID_CLIENT, "the client is not known")));
    if (fault.isPresent()) {
      return new GrantCode.Reply.Refused(fault.get().error(), fault.get().description());
    }
    var session =
        refreshTokens
            .idOf(request.refreshToken())
            .flatMap(token -> sessions.handOver(tx, token, asked.clientId(), asked.scopes()));
    if (session.isEmpty()) {
      return new GrantCode.Reply.Refused(OAuthError.INVALID_GRANT, "the session has ended");
    }
    var code = UUID.randomUUID();
    codes.add(tx, code, session.get(), asked);
    return new GrantCode.Reply.Granted(codeTokens.of(code));
  }

  private static boolean isRegistered(Client client, AuthorizationRequest asked) {
    return client.listed().redirectUris().contains(asked.redirectUri());
  }

  /** What whoever asked is told at their redirect URI. */
  private static Optional<Fault> fault(Client client, AuthorizationRequest asked) {
    if (!asked.responseType().equals("code")) {
      return fault(OAuthError.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
    }
    if (!asked.challengeMethod().equals("S256")
        || !asked.challenge().matches("[A-Za-z0-9_-]{43}")) {
      return fault(OAuthError.INVALID_REQUEST, "code_challenge is wanted, by the method S256");
    }
    if (asked.scopes().isEmpty() || !mayAsk(client, asked.scopes())) {
      return fault(OAuthError.INVALID_SCOPE, "scope must name some of what the client may ask for");
    }
    if (asked.prompt().equals("none")) {
      return fault(OAuthError.LOGIN_REQUIRED, "nobody is signed in here: there are no cookies");
    }
    return Optional.empty();
  }

  private static Optional<Fault> fault(OAuthError error, String description) {
    return Optional.of(new Fault(error, description));
  }

  private static boolean mayAsk(Client client, Set<String> scopes) {
    return scopes.stream().allMatch(scope -> Role.isGranted(client.scopes(), scope));
  }
}
