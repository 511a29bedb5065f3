package mercat.accounts;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mercat.accounts.ClientStore.Client;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.ClientCredentials;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.ListClients;
import mercat.contracts.accounts.RevokeClient;
import mercat.contracts.accounts.Role;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import org.jspecify.annotations.Nullable;

/** Clients of OAuth 2, as the staff keeps them. Nobody gives scopes that they do not hold. */
record Clients(ClientStore clients, SessionStore sessions) {
  private static final String SCOPE = "clients:write";

  ListClients.Listed list(ListClients request, Call call) {
    call.actor().requireScope(SCOPE);
    return new ListClients.Listed(clients.list());
  }

  AddClient.Reply add(Tx tx, AddClient request, Call call) {
    call.actor().requireScope(SCOPE);
    request.scopes().stream()
        .filter(scope -> !Role.isOwn(scope))
        .forEach(call.actor()::requireScope);
    var secret = request.isConfidential() ? PersonalAccessTokens.fresh("client") : null;
    var digest = secret == null ? null : PersonalAccessTokens.sha256(secret);
    var session = UUID.randomUUID();
    var added = clients.add(tx, request, digest, session);
    if (added.isEmpty()) {
      return new AddClient.Reply.IdTaken();
    }
    sessions.beginOfClient(tx, session, request.id());
    StaffActions.note(
        tx,
        call,
        AccountActions.keyOf(request.id()),
        "addClient",
        "client:" + request.id(),
        Map.of(),
        Map.of(
            "scopes", AccountActions.scopes(request.scopes()),
            "confidential", String.valueOf(request.isConfidential())));
    return new AddClient.Reply.Added(
        added.get().listed(), secret == null ? null : new Credential(secret));
  }

  RevokeClient.Reply revoke(Tx tx, RevokeClient request, Call call) {
    call.actor().requireScope(SCOPE);
    var session = clients.revoke(tx, request.id());
    session.ifPresent(id -> {
      sessions.revoke(tx, call, id, id);
      StaffActions.note(
          tx,
          call,
          AccountActions.keyOf(request.id()),
          "revokeClient",
          "client:" + request.id(),
          Map.of("valid", "true"),
          Map.of("valid", "false"));
    });
    return session.isPresent() || clients.has(tx, request.id())
        ? new RevokeClient.Reply.Revoked()
        : new RevokeClient.Reply.Unknown();
  }

  /** The client that has these credentials; takes the same time wherever a secret differs. */
  Optional<Client> find(Tx tx, ClientCredentials shown) {
    return clients.find(tx, shown.id()).filter(client -> isShown(client.secret(), shown.secret()));
  }

  private static boolean isShown(@Nullable Buffer stored, @Nullable Credential secret) {
    if (stored == null || secret == null) {
      return stored == null && secret == null;
    }
    var digest = PersonalAccessTokens.sha256(secret.value());
    return MessageDigest.isEqual(stored.getBytes(), digest);
  }
}
