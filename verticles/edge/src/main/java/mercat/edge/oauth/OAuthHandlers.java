package mercat.edge.oauth;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import mercat.contracts.accounts.ClientCredentials;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.GrantTokens.Grant;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.ReadUserInfo;
import mercat.contracts.accounts.RevokeGrant;
import mercat.contracts.accounts.SigningKeys;
import mercat.edge.access.BasicCredentials;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.json.ApiJson;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/**
 * What clients of OAuth ask for themselves: tokens (RFC 6749), their end (RFC 7009), who signed in
 * (OpenID Connect Core, 5.3), and where everything is (RFC 8414).
 */
public record OAuthHandlers(Bus bus) {
  private static final String BASIC = "Basic realm=\"mercat\"";

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record TokenForm(
      String grantType,
      String scope,
      String code,
      String redirectUri,
      String codeVerifier,
      String refreshToken,
      String clientId,
      String clientSecret) {
    @Override
    public String toString() {
      return grantType;
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonNaming(SnakeCaseStrategy.class)
  private record RevocationForm(Credential token, String clientId, String clientSecret) {
    @Override
    public String toString() {
      return clientId;
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record TokenBody(
      Credential accessToken,
      String tokenType,
      long expiresIn,
      String scope,
      @Nullable Credential refreshToken,
      @Nullable Credential idToken) {
    static TokenBody of(GrantTokens.Reply.Granted it) {
      return new TokenBody(
          it.accessToken(),
          "Bearer",
          it.expiresIn(),
          String.join(" ", new TreeSet<>(it.scopes())),
          it.refreshToken(),
          it.idToken());
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record UserInfo(
      String sub, @Nullable String email, @Nullable Boolean emailVerified, @Nullable String name) {}

  @JsonNaming(SnakeCaseStrategy.class)
  private record ErrorBody(String error, String errorDescription) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "grantTokens", this::grant,
        "revokeGrant", this::revoke,
        "userInfo", this::userInfo,
        "openIdConfiguration", this::metadata,
        "oauthMetadata", this::metadata);
  }

  private Future<Buffer> grant(ApiRequest request) {
    var form = request.body(TokenForm.class);
    var grant = grantOf(form);
    if (grant == null) {
      return refused(
          request,
          form.grantType().isEmpty()
              ? OAuthError.INVALID_REQUEST
              : OAuthError.UNSUPPORTED_GRANT_TYPE,
          "grant_type must be client_credentials, authorization_code or refresh_token");
    }
    return asClient(
        request,
        form.clientId(),
        form.clientSecret(),
        client ->
            bus.ask(new GrantTokens(client, grant, scopes(form.scope())), request.call())
                .compose(reply ->
                    switch (reply) {
                      case GrantTokens.Reply.Granted granted ->
                          Future.succeededFuture(request.json(200, TokenBody.of(granted)));
                      case GrantTokens.Reply.Refused(var error, var description) ->
                          refused(request, error, description);
                    }));
  }

  private static @Nullable Grant grantOf(TokenForm form) {
    return switch (form.grantType()) {
      case "client_credentials" -> new Grant.Itself();
      case "authorization_code" ->
          new Grant.Code(new Credential(form.code()), form.redirectUri(), form.codeVerifier());
      case "refresh_token" -> new Grant.Refresh(new Credential(form.refreshToken()));
      default -> null;
    };
  }

  private Future<Buffer> revoke(ApiRequest request) {
    var form = request.body(RevocationForm.class);
    if (form.token().value().startsWith("eyJ")) {
      return refused(
          request, OAuthError.UNSUPPORTED_TOKEN_TYPE, "an access token ends with its session");
    }
    return asClient(
        request,
        form.clientId(),
        form.clientSecret(),
        client ->
            bus.ask(new RevokeGrant(client, form.token()), request.call())
                .compose(reply ->
                    switch (reply) {
                      case RevokeGrant.Reply.Revoked revoked ->
                          Future.succeededFuture(request.empty(200));
                      case RevokeGrant.Reply.UnknownClient unknown ->
                          refused(request, OAuthError.INVALID_CLIENT, "the client is not known");
                    }));
  }

  /** Goes on with who the client says it is, by its header or by its form but never by both. */
  private static Future<Buffer> asClient(
      ApiRequest request,
      String id,
      String secret,
      Function<ClientCredentials, Future<Buffer>> goesOn) {
    var header = BasicCredentials.of(request.http());
    if (header.isPresent()) {
      var client = header.get();
      return !secret.isEmpty() || !(id.isEmpty() || id.equals(client.id()))
          ? refused(
              request, OAuthError.INVALID_REQUEST, "say who you are by the header or by the form")
          : goesOn.apply(client);
    }
    return id.isEmpty()
        ? refused(request, OAuthError.INVALID_CLIENT, "client_id is wanted")
        : goesOn.apply(new ClientCredentials(id, secret.isEmpty() ? null : new Credential(secret)));
  }

  private static Future<Buffer> refused(ApiRequest request, OAuthError error, String description) {
    boolean isUnknown = error == OAuthError.INVALID_CLIENT;
    if (isUnknown) {
      request.header("WWW-Authenticate", BASIC);
    }
    return Future.succeededFuture(
        request.json(isUnknown ? 401 : 400, new ErrorBody(ApiJson.word(error), description)));
  }

  /** The scopes that a text names, separated by blanks. */
  static Set<String> scopes(String text) {
    return Arrays.stream(text.split(" ", -1))
        .filter(scope -> !scope.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Future<Buffer> userInfo(ApiRequest request) {
    return bus.ask(new ReadUserInfo(), request.call())
        .map(reply ->
            switch (reply) {
              case ReadUserInfo.Reply.Found(var id, var email, var isVerified, var name) ->
                  request.json(
                      200,
                      new UserInfo(
                          id.toString(), email == null ? null : email.value(), isVerified, name));
              case ReadUserInfo.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> metadata(ApiRequest request) {
    return bus.ask(new SigningKeys(), request.call())
        .map(keys -> {
          request.header(HttpHeaders.CACHE_CONTROL, "max-age=60");
          return request.json(200, ProviderMetadata.of(keys.issuer()));
        });
  }
}
