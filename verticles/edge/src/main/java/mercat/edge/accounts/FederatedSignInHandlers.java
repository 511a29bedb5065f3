package mercat.edge.accounts;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import mercat.contracts.accounts.BeginFederatedSignIn;
import mercat.contracts.accounts.CompleteFederatedSignIn;
import mercat.contracts.accounts.Credential;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;

/** Signing in by the outside provider. */
public record FederatedSignInHandlers(Bus bus) {
  private record BegunBody(String authorizationUrl, Credential transaction) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "beginFederatedSignIn", this::begin,
        "completeFederatedSignIn", this::complete);
  }

  private Future<Buffer> begin(ApiRequest request) {
    return bus.ask(request.body(BeginFederatedSignIn.class), request.call())
        .map(reply ->
            switch (reply) {
              case BeginFederatedSignIn.Reply.Begun(var url, var transaction) ->
                  request.json(201, new BegunBody(url, transaction));
              case BeginFederatedSignIn.Reply.UnknownRedirectUri unknown ->
                  request.problem(
                      Problem.invalid("/redirectUri", "is none of accounts.oidc-redirect-uris"));
              case BeginFederatedSignIn.Reply.NotOffered notOffered -> request.notFound();
            });
  }

  private Future<Buffer> complete(ApiRequest request) {
    return bus.ask(request.body(CompleteFederatedSignIn.class), request.call())
        .map(reply ->
            switch (reply) {
              case CompleteFederatedSignIn.Reply.SignedIn(var tokens) ->
                  request.json(201, SessionHandlers.TokensBody.of(tokens));
              case CompleteFederatedSignIn.Reply.SecondFactorNeeded(var ticket) ->
                  SessionHandlers.wanted(request, ticket);
              case CompleteFederatedSignIn.Reply.Refused refused ->
                  request.problem(
                      ErrorCode.WRONG_CREDENTIALS,
                      "transaction, state and code do not belong together, or have expired");
              case CompleteFederatedSignIn.Reply.EmailNotVerified notVerified ->
                  request.problem(
                      ErrorCode.EMAIL_NOT_VERIFIED,
                      "the provider does not vouch for an e-mail address");
              case CompleteFederatedSignIn.Reply.NotOffered notOffered -> request.notFound();
            });
  }
}
