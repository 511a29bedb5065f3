package mercat.edge.accounts;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignOut;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.SigningKeys.PublicKey;
import mercat.contracts.accounts.Tokens;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;

/**
 * Sessions, as people begin, keep and end them, and the keys by which others check their tokens.
 */
public record SessionHandlers(Bus bus) {
  /** As RFC 6749, 5.1, says it. */
  record TokensBody(
      Credential accessToken, String tokenType, long expiresIn, Credential refreshToken) {
    static TokensBody of(Tokens tokens) {
      return new TokensBody(
          tokens.accessToken(), "Bearer", tokens.expiresIn(), tokens.refreshToken());
    }
  }

  private record KeySet(List<Jwk> keys) {}

  /** A public key of ES256 (RFC 7517). */
  private record Jwk(
      String kty, String crv, String use, String alg, String kid, String x, String y) {
    static Jwk of(PublicKey key) {
      return new Jwk("EC", "P-256", "sig", "ES256", key.kid(), key.x(), key.y());
    }
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "signIn", this::signIn,
        "refreshSession", this::refresh,
        "signOut", this::signOut);
  }

  /** The same for what stands outside the versions of the API. */
  public Map<String, OperationHandler> wellKnown() {
    return Map.of("signingKeys", this::signingKeys);
  }

  private Future<Buffer> signIn(ApiRequest request) {
    return bus.ask(request.body(SignIn.class), request.call())
        .map(reply ->
            switch (reply) {
              case SignIn.Reply.SignedIn(var tokens) -> request.json(201, TokensBody.of(tokens));
              case SignIn.Reply.SecondFactorNeeded(var ticket) -> wanted(request, ticket);
              case SignIn.Reply.Refused refused ->
                  request.problem(
                      ErrorCode.WRONG_CREDENTIALS, "the e-mail address or the password is wrong");
            });
  }

  /** The password, or the outside provider, was right. */
  static Buffer wanted(ApiRequest request, Credential ticket) {
    return request.problem(
        Problem.of(ErrorCode.SECOND_FACTOR_NEEDED, "send the ticket and a code")
            .saying("ticket", ticket));
  }

  private Future<Buffer> refresh(ApiRequest request) {
    return bus.ask(request.body(RefreshSession.class), request.call())
        .map(reply ->
            switch (reply) {
              case RefreshSession.Reply.Refreshed(var tokens) ->
                  request.json(200, TokensBody.of(tokens));
              case RefreshSession.Reply.Refused refused ->
                  request.problem(
                      ErrorCode.WRONG_CREDENTIALS, "the refresh token opens no session");
            });
  }

  private Future<Buffer> signOut(ApiRequest request) {
    return bus.ask(new SignOut(request.sessionId()), request.call())
        .map(signedOut -> request.empty(204));
  }

  private Future<Buffer> signingKeys(ApiRequest request) {
    return bus.ask(new SigningKeys(), request.call())
        .map(listed -> {
          request.header(HttpHeaders.CACHE_CONTROL, "max-age=60");
          return request.json(200, new KeySet(listed.keys().stream().map(Jwk::of).toList()));
        });
  }
}
