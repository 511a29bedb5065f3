package mercat.edge.accounts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.accounts.AddAccount;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.FindAccount;
import mercat.contracts.accounts.ListTokens;
import mercat.contracts.accounts.RevokeToken;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.RotateSigningKey;
import mercat.contracts.accounts.SetRoles;
import mercat.contracts.accounts.StaffToken;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.platform.bus.Bus;

/** People's roles, personal access tokens and signing keys, as the back office handles them. */
public record AdminAccountHandlers(Bus bus) {
  private record RolesBody(List<String> roles) {}

  private record StaffAccount(Email email, String name, Credential password, List<String> roles) {}

  /** With the id that stands for it in the audit. */
  private record ListedToken(UUID id, @JsonUnwrapped StaffToken token) {
    static ListedToken of(StaffToken token) {
      return new ListedToken(StaffToken.idOf(token.name()), token);
    }
  }

  /** The token is shown this once. */
  private record AddedToken(@JsonUnwrapped ListedToken listed, Credential token) {}

  private record RotatedKey(String kid) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "findAccount", this::find,
        "addAccount", this::add,
        "setRoles", this::setRoles,
        "listTokens", this::listTokens,
        "addToken", this::addToken,
        "revokeToken", this::revokeToken,
        "rotateSigningKey", this::rotate);
  }

  private Future<Buffer> find(ApiRequest request) {
    return bus.ask(request.body(FindAccount.class), request.call())
        .map(reply ->
            switch (reply) {
              case FindAccount.Reply.Found(var account) -> request.json(200, account);
              case FindAccount.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> add(ApiRequest request) {
    var body = request.body(StaffAccount.class);
    return bus.ask(
            new AddAccount(body.email(), body.name(), body.password(), roles(body.roles())),
            request.call())
        .map(reply ->
            switch (reply) {
              case AddAccount.Reply.Added(var account) -> request.json(201, account);
              case AddAccount.Reply.EmailTaken taken ->
                  request.conflict("the e-mail address has an account");
            });
  }

  private static Set<Role> roles(List<String> names) {
    return names.stream()
        .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Future<Buffer> setRoles(ApiRequest request) {
    var roles = roles(request.body(RolesBody.class).roles());
    return bus.ask(new SetRoles(request.id(), roles), request.call())
        .map(reply ->
            switch (reply) {
              case SetRoles.Reply.Changed(var account) -> request.json(200, account);
              case SetRoles.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> listTokens(ApiRequest request) {
    return bus.ask(new ListTokens(), request.call())
        .map(listed ->
            request.json(
                200, new ListPage<>(listed.tokens().stream().map(ListedToken::of).toList(), null)));
  }

  private Future<Buffer> addToken(ApiRequest request) {
    return bus.ask(request.body(AddToken.class), request.call())
        .map(reply ->
            switch (reply) {
              case AddToken.Reply.Added(var token, var listed) ->
                  request.json(201, new AddedToken(ListedToken.of(listed), token));
              case AddToken.Reply.NameTaken taken ->
                  request.conflict("there is or was a token of that name");
            });
  }

  private Future<Buffer> revokeToken(ApiRequest request) {
    return bus.ask(new RevokeToken(request.text("name")), request.call())
        .map(reply ->
            switch (reply) {
              case RevokeToken.Reply.Revoked revoked -> request.empty(204);
              case RevokeToken.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> rotate(ApiRequest request) {
    return bus.ask(new RotateSigningKey(), request.call())
        .map(rotated -> request.json(202, new RotatedKey(rotated.kid())));
  }
}
