package mercat.edge.accounts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.ListClients;
import mercat.contracts.accounts.OAuthClient;
import mercat.contracts.accounts.RevokeClient;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Clients of OAuth, as the back office handles them. */
public record AdminClientHandlers(Bus bus) {
  /** The secret is shown this once; null for a client that keeps none. */
  private record AddedClient(@JsonUnwrapped OAuthClient client, @Nullable Credential secret) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "listClients", this::list,
        "addClient", this::add,
        "revokeClient", this::revoke);
  }

  private Future<Buffer> list(ApiRequest request) {
    return bus.ask(new ListClients(), request.call())
        .map(listed -> request.json(200, new ListPage<>(listed.clients(), null)));
  }

  private Future<Buffer> add(ApiRequest request) {
    return bus.ask(request.body(AddClient.class), request.call())
        .map(reply ->
            switch (reply) {
              case AddClient.Reply.Added(var client, var secret) ->
                  request.json(201, new AddedClient(client, secret));
              case AddClient.Reply.IdTaken taken ->
                  request.conflict("there is or was a client of that id");
            });
  }

  private Future<Buffer> revoke(ApiRequest request) {
    return bus.ask(new RevokeClient(request.text("id")), request.call())
        .map(reply ->
            switch (reply) {
              case RevokeClient.Reply.Revoked revoked -> request.empty(204);
              case RevokeClient.Reply.Unknown unknown -> request.notFound();
            });
  }
}
