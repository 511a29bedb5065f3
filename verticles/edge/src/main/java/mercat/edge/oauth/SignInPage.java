package mercat.edge.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import mercat.contracts.accounts.AuthorizationRequest;
import mercat.contracts.accounts.CheckAuthorization;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.Tokens;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.json.ApiJson;
import mercat.platform.bus.Bus;

/**
 * Where people sign in for a front end of the shop (RFC 6749, 3.1). There is no cookie: the page
 * brings along what it was asked for, and whoever comes signs in each time.
 */
public final class SignInPage {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String PASSWORD =
      """
      <label>E-mail address
      <input type="email" name="email" value="{{email}}" autocomplete="username" required></label>
      <label>Password
      <input type="password" name="password" autocomplete="current-password" required></label>
      """;
  private static final String CODE =
      """
      <label>Code of your authenticator, or a recovery code
      <input name="code" autocomplete="one-time-code" required autofocus></label>
      """;
  private static final String UNKNOWN =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Nobody can sign in here</title>
      <h1>Nobody can sign in here</h1>
      <p>The page that sent you is not known, or is not where it says.</p>
      </html>
      """;

  private final Bus bus;
  private final String page = ApiContract.resource("/edge/sign-in.html").toString();

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record SignInForm(
      Email email,
      String password,
      String ticket,
      String code,
      String responseType,
      String clientId,
      String redirectUri,
      String scope,
      String state,
      String nonce,
      String codeChallenge,
      String codeChallengeMethod) {
    @Override
    public String toString() {
      return clientId;
    }
  }

  /**
   * Somebody who was sent here.
   *
   * @param state what the client wants to hear again
   * @param client its name, once it is known
   */
  private record Visit(
      ApiRequest request, AuthorizationRequest asked, String state, String client) {
    Visit to(String name) {
      return new Visit(request, asked, state, name);
    }
  }

  public SignInPage(Bus bus) {
    this.bus = bus;
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("authorize", this::show, "signInForClient", this::signIn);
  }

  private Future<Buffer> show(ApiRequest request) {
    var asked =
        new AuthorizationRequest(
            request.text("response_type"),
            request.text("client_id"),
            request.text("redirect_uri"),
            OAuthHandlers.scopes(request.text("scope")),
            request.text("code_challenge"),
            request.text("code_challenge_method"),
            request.text("nonce"),
            request.text("prompt"));
    return allowed(
        new Visit(request, asked, request.text("state"), ""),
        visit -> ask(visit, 200, request.text("login_hint"), ""));
  }

  private Future<Buffer> signIn(ApiRequest request) {
    var form = request.body(SignInForm.class);
    var asked =
        new AuthorizationRequest(
            form.responseType(),
            form.clientId(),
            form.redirectUri(),
            OAuthHandlers.scopes(form.scope()),
            form.codeChallenge(),
            form.codeChallengeMethod(),
            form.nonce(),
            "");
    return allowed(
        new Visit(request, asked, form.state(), ""),
        visit -> form.ticket().isEmpty() ? signIn(visit, form) : complete(visit, form));
  }

  private Future<Buffer> signIn(Visit visit, SignInForm form) {
    var email = form.email();
    var question = new SignIn(email, new Credential(form.password()));
    return bus.ask(question, visit.request().call())
        .compose(reply ->
            switch (reply) {
              case SignIn.Reply.SignedIn(var tokens) -> grant(visit, tokens);
              case SignIn.Reply.SecondFactorNeeded(var ticket) ->
                  askForCode(visit, 200, email, ticket, "");
              case SignIn.Reply.Refused refused ->
                  ask(visit, 401, email.value(), "The e-mail address or the password is wrong.");
            });
  }

  private Future<Buffer> complete(Visit visit, SignInForm form) {
    var ticket = new Credential(form.ticket());
    var question = new SignInWithSecondFactor(ticket, new Credential(form.code()));
    return bus.ask(question, visit.request().call())
        .compose(reply ->
            switch (reply) {
              case SignInWithSecondFactor.Reply.SignedIn(var tokens) -> grant(visit, tokens);
              case SignInWithSecondFactor.Reply.Refused refused ->
                  askForCode(
                      visit,
                      401,
                      form.email(),
                      ticket,
                      "The code is wrong, or was asked for too long ago.");
              case SignInWithSecondFactor.Reply.TooSoon(var seconds) -> {
                visit.request().header("Retry-After", String.valueOf(seconds));
                yield askForCode(
                    visit,
                    429,
                    form.email(),
                    ticket,
                    "Too many codes were wrong. Try again in " + seconds + " seconds.");
              }
            });
  }

  private Future<Buffer> grant(Visit visit, Tokens tokens) {
    return bus.ask(new GrantCode(visit.asked(), tokens.refreshToken()), visit.request().call())
        .compose(reply ->
            switch (reply) {
              case GrantCode.Reply.Granted(var code) ->
                  sendBack(visit, Map.of("code", code.value()));
              case GrantCode.Reply.Refused(var error, var description) ->
                  sendBack(visit, error, description);
            });
  }

  /** Goes on with whom a client may send here; nobody is sent where no client said it. */
  private Future<Buffer> allowed(Visit visit, Function<Visit, Future<Buffer>> goesOn) {
    return bus.ask(new CheckAuthorization(visit.asked()), visit.request().call())
        .compose(reply ->
            switch (reply) {
              case CheckAuthorization.Reply.Allowed(var name) -> goesOn.apply(visit.to(name));
              case CheckAuthorization.Reply.UnknownClient unknown ->
                  html(visit, 400, "'none'", UNKNOWN);
              case CheckAuthorization.Reply.Refused(var error, var description) ->
                  sendBack(visit, error, description);
            });
  }

  private Future<Buffer> sendBack(Visit visit, OAuthError error, String description) {
    return sendBack(visit, Map.of("error", ApiJson.word(error), "error_description", description));
  }

  /** To the front end, with who says so (RFC 9207). */
  private Future<Buffer> sendBack(Visit visit, Map<String, String> outcome) {
    var request = visit.request();
    return bus.ask(new SigningKeys(), request.call())
        .map(keys -> {
          var parameters = new TreeMap<>(outcome);
          parameters.put("iss", keys.issuer());
          if (!visit.state().isEmpty()) {
            parameters.put("state", visit.state());
          }
          var uri = visit.asked().redirectUri();
          var query =
              parameters.entrySet().stream()
                  .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
                  .collect(Collectors.joining("&", uri.indexOf('?') < 0 ? "?" : "&", ""));
          request.header(HttpHeaders.LOCATION, uri + query);
          return request.empty(303);
        });
  }

  private Future<Buffer> ask(Visit visit, int status, String email, String complaint) {
    return form(visit, status, complaint, PASSWORD.replace("{{email}}", escaped(email)));
  }

  private Future<Buffer> askForCode(
      Visit visit, int status, Email email, Credential ticket, String complaint) {
    return form(
        visit,
        status,
        complaint,
        hidden("email", email.value()) + hidden("ticket", ticket.value()) + CODE);
  }

  /** The page, which carries along what the client asked for. */
  private Future<Buffer> form(Visit visit, int status, String complaint, String inputs) {
    var asked = visit.asked();
    var carried =
        hidden("response_type", asked.responseType())
            + hidden("client_id", asked.clientId())
            + hidden("redirect_uri", asked.redirectUri())
            + hidden("scope", String.join(" ", new TreeSet<>(asked.scopes())))
            + hidden("state", visit.state())
            + hidden("nonce", asked.nonce())
            + hidden("code_challenge", asked.challenge())
            + hidden("code_challenge_method", asked.challengeMethod());
    // Browsers hold the redirect that follows the form to this as well.
    var target = URI.create(asked.redirectUri());
    return html(
        visit,
        status,
        "'self' " + target.getScheme() + "://" + target.getRawAuthority(),
        page.replace("{{client}}", escaped(visit.client()))
            .replace("{{complaint}}", complaint)
            .replace("{{inputs}}", carried + inputs));
  }

  private static String hidden(String name, String value) {
    return "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n".formatted(name, escaped(value));
  }

  private static Future<Buffer> html(Visit visit, int status, String formAction, String html) {
    var request = visit.request();
    request.header(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none';"
            + " form-action "
            + formAction);
    request.header("X-Frame-Options", "DENY");
    return Future.succeededFuture(request.content(status, HTML, Buffer.buffer(html)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("{", "&#123;");
  }
}
