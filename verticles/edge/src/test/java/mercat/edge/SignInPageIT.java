package mercat.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import mercat.contracts.accounts.AuthorizationRequest;
import mercat.contracts.accounts.CheckAuthorization;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.contracts.accounts.Tokens;
import mercat.platform.Failure;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInPageIT {
  private static final TokenIssuer ISSUER = TokenIssuer.FIRST;
  private static final String URI = "https://shop.example.org/signed-in";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final Credential TOKEN = new Credential("id.digest");
  private static final Tokens TOKENS = new Tokens(new Credential("a.b.c"), 600, TOKEN);
  private static final AuthorizationRequest ASKED =
      new AuthorizationRequest(
          "code", "front", URI, Set.of("openid", "customer"), CHALLENGE, "S256", "n-1", "");

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @BeforeEach
  void start() {
    ISSUER.introduceTo(edge);
    edge.answer(CheckAuthorization.class, new CheckAuthorization.Reply.Allowed("Front <b>end</b>"));
  }

  @Test
  void showsWherePeopleSignInAndBringsAlongWhatWasAsked() {
    var page =
        authorize(Map.of("state", "\"><script>alert(1)</script>{{email}}", "login_hint", "a@b.c"));
    assertThat(page.is(200).header("Content-Security-Policy"))
        .contains(
            "default-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self' https://shop.example.org")
        .doesNotContain("script");
    page.has("X-Frame-Options", "DENY").has("Referrer-Policy", "no-referrer").has("Set-Cookie", "");
    assertThat(page.text())
        .contains("Front &lt;b&gt;end&lt;/b&gt;", "name=\"code_challenge\" value=\"" + CHALLENGE)
        .contains("value=\"&quot;&gt;&lt;script&gt;", "value=\"a@b.c\"")
        .doesNotContain("<script", "<b>", "{{");
    assertThat(edge.asked(CheckAuthorization.class)).containsExactly(new CheckAuthorization(ASKED));
  }

  @Test
  void sendsWhoSignsInBackWithACode() {
    edge.answer(SignIn.class, new SignIn.Reply.SignedIn(TOKENS));
    edge.answer(GrantCode.class, new GrantCode.Reply.Granted(new Credential("the.code")));
    var sent = signIn(Map.of("state", "s 1&x")).is(303);
    sent.has("Location", URI + "?code=the.code&iss=https%3A%2F%2Fshop.example.org&state=s+1%26x");
    sent.has("Cache-Control", "no-store").has("Set-Cookie", "");
    assertThat(edge.asked(SignIn.class))
        .containsExactly(
            new SignIn(new Email("ada@example.com"), new Credential("four little words here")));
    assertThat(edge.asked(GrantCode.class)).containsExactly(new GrantCode(ASKED, TOKEN));
  }

  @Test
  void asksAgainWhoDoesNotKnowThePassword() {
    edge.answer(SignIn.class, new SignIn.Reply.Refused());
    var again = signIn(Map.of("state", "s-1")).is(401);
    assertThat(again.text())
        .contains("password is wrong", "value=\"ada@example.com\"", "value=\"s-1\"")
        .doesNotContain("four little words");
    edge.fail(SignIn.class, Failure.overloaded("accounts"));
    signIn(Map.of()).is(503, "overloaded");
    signIn(Map.of("email", "")).names("/email");
  }

  @Test
  void asksForTheCodeOfASecondFactor() {
    var ticket = new Credential("the.ticket");
    edge.answer(SignIn.class, new SignIn.Reply.SecondFactorNeeded(ticket));
    edge.answer(GrantCode.class, new GrantCode.Reply.Granted(new Credential("the.code")));
    assertThat(signIn(Map.of("state", "s-1")).is(200).text())
        .contains("name=\"ticket\" value=\"the.ticket\"", "value=\"s-1\"", "name=\"code\"")
        .doesNotContain("name=\"password\"");
    var code = Map.of("password", "", "ticket", "the.ticket", "code", "123456");
    edge.answer(SignInWithSecondFactor.class, new SignInWithSecondFactor.Reply.Refused());
    assertThat(signIn(code).is(401).text()).contains("code is wrong", "the.ticket");
    edge.answer(SignInWithSecondFactor.class, new SignInWithSecondFactor.Reply.TooSoon(7));
    assertThat(signIn(code).is(429).text()).contains("in 7 seconds");
    edge.answer(SignInWithSecondFactor.class, new SignInWithSecondFactor.Reply.SignedIn(TOKENS));
    signIn(code).is(303);
    assertThat(edge.asked(SignInWithSecondFactor.class))
        .containsOnly(new SignInWithSecondFactor(ticket, new Credential("123456")));
  }

  @Test
  void countsSignInsHereWithThoseElsewhere() {
    edge.answer(SignIn.class, new SignIn.Reply.Refused());
    var body = "{\"email\":\"ada@example.com\",\"password\":\"guess\"}";
    for (int i = 0; i < 5; i++) {
      signIn(Map.of()).is(401);
      edge.json("POST", "/v1/sessions", body).is(401);
    }
    signIn(Map.of()).is(429, "too_many_attempts");
  }

  @Test
  void tellsAFrontEndWhatItDoesWrong() {
    edge.answer(
        CheckAuthorization.class,
        new CheckAuthorization.Reply.Refused(OAuthError.INVALID_SCOPE, "too much"));
    var location =
        URI + "?error=invalid_scope&error_description=too+much&iss=https%3A%2F%2Fshop.example.org";
    authorize(Map.of()).is(303).has("Location", location);
    signIn(Map.of("state", "s")).is(303).has("Location", location + "&state=s");
    assertThat(edge.asked(SignIn.class)).isEmpty();
  }

  @Test
  void sendsNobodyToWhereNoClientSaidIt() {
    edge.answer(CheckAuthorization.class, new CheckAuthorization.Reply.UnknownClient());
    for (var reply : List.of(authorize(Map.of()), signIn(Map.of()), edge.get("/oauth/authorize"))) {
      assertThat(reply.is(400).has("Location", "").text()).contains("Nobody can sign in here");
    }
    assertThat(edge.asked(SignIn.class)).isEmpty();
    edge.get("/oauth/authorize?client_id=a&client_id=b").is(400, "invalid_request");
    edge.get("/oauth/authorize?client_id=%00").is(400, "invalid_request");
  }

  private HttpReply authorize(Map<String, String> more) {
    return edge.get("/oauth/authorize?" + encoded(asked(more)));
  }

  private HttpReply signIn(Map<String, String> more) {
    var fields = asked(Map.of());
    fields.put("email", "ada@example.com");
    fields.put("password", "four little words here");
    fields.putAll(more);
    return edge.form("/oauth/authorize", encoded(fields));
  }

  private static Map<String, String> asked(Map<String, String> more) {
    var all = new LinkedHashMap<String, String>();
    all.put("response_type", "code");
    all.put("client_id", "front");
    all.put("redirect_uri", URI);
    all.put("scope", "openid customer");
    all.put("code_challenge", CHALLENGE);
    all.put("code_challenge_method", "S256");
    all.put("nonce", "n-1");
    all.put("ui_locales", "en");
    all.putAll(more);
    return all;
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }
}
