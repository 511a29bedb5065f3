package mercat.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.ClientCredentials;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.GrantTokens.Grant;
import mercat.contracts.accounts.ListClients;
import mercat.contracts.accounts.OAuthClient;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.ReadUserInfo;
import mercat.contracts.accounts.RevokeClient;
import mercat.contracts.accounts.RevokeGrant;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthIT {
  private static final TokenIssuer ISSUER = TokenIssuer.FIRST;
  private static final String URI = "https://shop.example.org/signed-in";
  private static final Credential TOKEN = new Credential("id.digest");
  private static final ClientCredentials WMS =
      new ClientCredentials("wms-1", new Credential("s:ecret +%"));
  private static final OAuthClient CLIENT =
      new OAuthClient("wms-1", "Warehouse", true, Set.of("stock:write"), List.of(), Instant.EPOCH);
  @AutoClose private final RunningEdge edge = new RunningEdge();

  @BeforeEach
  void start() {
    ISSUER.introduceTo(edge);
    edge.answer(
        GrantTokens.class,
        new GrantTokens.Reply.Granted(
            new Credential("a.b.c"), 600, Set.of("openid", "customer"), TOKEN, null));
  }

  @Test
  void givesTokensAsRfc6749SaysThem() {
    var reply =
        token(
            "grant_type=authorization_code&code=id.digest&client_id=front&code_verifier=v&later=1"
                + "&redirect_uri="
                + URLEncoder.encode(URI, UTF_8));
    assertThat(reply.is(200).has("Cache-Control", "no-store").text())
        .isEqualTo(
            "{\"access_token\":\"a.b.c\",\"token_type\":\"Bearer\",\"expires_in\":600,"
                + "\"scope\":\"customer openid\",\"refresh_token\":\"id.digest\"}");
    token("grant_type=refresh_token&refresh_token=id.digest&client_id=front&scope=customer")
        .is(200);
    token("grant_type=client_credentials", basic("wms-1:s%3Aecret+%2B%25")).is(200);
    token("grant_type=client_credentials&client_id=wms-1&client_secret=s:ecret+%2B%25").is(200);
    var front = new ClientCredentials("front", null);
    assertThat(edge.asked(GrantTokens.class))
        .containsExactly(
            new GrantTokens(front, new Grant.Code(TOKEN, URI, "v"), Set.of()),
            new GrantTokens(front, new Grant.Refresh(TOKEN), Set.of("customer")),
            new GrantTokens(WMS, new Grant.Itself(), Set.of()),
            new GrantTokens(WMS, new Grant.Itself(), Set.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400, invalid_request",
    "grant_type=password&client_id=x, 400, unsupported_grant_type",
    "grant_type=implicit, 400, unsupported_grant_type",
    "grant_type=client_credentials, 401, invalid_client",
    "grant_type=client_credentials&client_id=, 401, invalid_client"
  })
  void saysWhatIsWrongInTheWordsOfRfc6749(String form, int status, String error) {
    assertThat(token(form).is(status).at("/error")).isEqualTo(error);
    assertThat(edge.asked(GrantTokens.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"&client_secret=s, wms-1:s", "&client_id=front, wms-1:s"})
  void takesNoClientThatSaysTwiceWhoItIs(String more, String basic) {
    var reply = token("grant_type=client_credentials" + more, basic(basic));
    assertThat(reply.is(400).at("/error")).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant_type=client_credentials&grant_type=refresh_token",
        "grant_type=%zz",
        "grant_type=%ff",
        "grant_type=%00",
        "client_id=12345678901234567890123456789012345678901234567890123456789012345"
      })
  void readsFormsStrictly(String form) {
    token(form).is(400, "invalid_request");
  }

  @Test
  void readsNoFormThatIsTooLongOrNone() {
    token("a=" + "x".repeat(17_000)).is(413);
    token("&a".repeat(60)).is(400);
    edge.json("POST", "/oauth/token", "{}").is(415);
    edge.get("/oauth/token").is(405);
  }

  @Test
  void takesNoCardNumberInAForm() {
    token("grant_type=client_credentials&scope=4111+1111+1111+1111").is(422, "card_number");
  }

  @Test
  void tellsAnUnknownClientHowToSayWhoItIs() {
    edge.answer(
        GrantTokens.class, new GrantTokens.Reply.Refused(OAuthError.INVALID_CLIENT, "unknown"));
    var refused = token("grant_type=client_credentials", basic("wms-1:guess")).is(401);
    assertThat(refused.has("WWW-Authenticate", "Basic realm=\"mercat\"").text())
        .isEqualTo("{\"error\":\"invalid_client\",\"error_description\":\"unknown\"}");
  }

  @Test
  void endsWhatAClientWasGiven() {
    edge.answer(RevokeGrant.class, new RevokeGrant.Reply.Revoked());
    assertThat(edge.form("/oauth/revoke", "token=id.digest&client_id=front").is(200).text())
        .isEmpty();
    edge.answer(RevokeGrant.class, new RevokeGrant.Reply.UnknownClient());
    edge.form("/oauth/revoke", "token=id.digest&client_id=nobody").is(401);
    assertThat(edge.form("/oauth/revoke", "token=eyJh.b.c&client_id=front").is(400).at("/error"))
        .isEqualTo("unsupported_token_type");
    edge.form("/oauth/revoke", "client_id=front").is(400, "invalid_request");
  }

  @Test
  void countsWhatAClientAsksForWhereverItComesFrom() {
    try (var bounded = new RunningEdge("edge.token-attempts-max", "3")) {
      bounded.answer(
          GrantTokens.class, new GrantTokens.Reply.Refused(OAuthError.INVALID_GRANT, "unknown"));
      for (int i = 0; i < 3; i++) {
        bounded
            .form("/oauth/token", "grant_type=client_credentials", basic("wms-1:s"))
            .is(400)
            .has("RateLimit-Policy", "\"address\";q=3;w=60");
      }
      bounded
          .form("/oauth/token", "grant_type=client_credentials", basic("wms-1:s"))
          .is(429, "too_many_attempts");
    }
  }

  @Test
  void tellsWhoSignedIn() {
    edge.answer(
        ReadUserInfo.class,
        new ReadUserInfo.Reply.Found(
            TokenIssuer.CUSTOMER, new Email("ada@example.com"), true, null));
    assertThat(edge.get("/oauth/userinfo", bearer("openid email")).is(200).text())
        .isEqualTo(
            "{\"sub\":\"%s\",\"email\":\"ada@example.com\",\"email_verified\":true}"
                .formatted(TokenIssuer.CUSTOMER));
    edge.get("/oauth/userinfo", bearer("customer")).is(403);
    edge.get("/oauth/userinfo").is(401);
  }

  @Test
  void anIdTokenOpensNothing() {
    var token =
        ISSUER.token(
            header -> header.type(JOSEObjectType.JWT),
            claims -> claims.claim("scope", "openid customer admin"));
    for (var path : List.of("/oauth/userinfo", "/v1/me", "/v1/admin/orders")) {
      edge.get(path, "Authorization", "Bearer " + token).is(401);
    }
  }

  @Test
  void saysWhereEverythingIs() {
    var about = edge.get("/.well-known/openid-configuration").is(200);
    assertThat(about.at("/issuer")).isEqualTo("https://shop.example.org");
    assertThat(about.at("/token_endpoint")).isEqualTo("https://shop.example.org/oauth/token");
    assertThat(about.at("/code_challenge_methods_supported/0")).isEqualTo("S256");
    assertThat(edge.get("/.well-known/oauth-authorization-server").is(200).text())
        .isEqualTo(about.text());
  }

  @Test
  void addsListsAndRevokesClients() {
    edge.answer(
        AddClient.class, new AddClient.Reply.Added(CLIENT, new Credential("mercat_client_x")));
    edge.answer(ListClients.class, new ListClients.Listed(List.of(CLIENT)));
    var body =
        "{\"id\":\"wms-1\",\"name\":\"Warehouse\",\"isConfidential\":true,"
            + "\"scopes\":[\"stock:write\"],\"redirectUris\":[%s]}";
    assertThat(add(body.formatted("")).is(201).at("/secret")).isEqualTo("mercat_client_x");
    assertThat(edge.get("/v1/admin/clients", Samples.ADMIN).is(200).text())
        .contains("wms-1")
        .doesNotContain("secret");
    add(body.formatted("\"http://169.254.169.254/\""))
        .is(400, "invalid_request")
        .says("redirectUris");
    edge.answer(AddClient.class, new AddClient.Reply.IdTaken());
    add(body.formatted("")).is(409, "conflict");
    edge.answer(RevokeClient.class, new RevokeClient.Reply.Revoked());
    edge.send("DELETE", "/v1/admin/clients/wms-1", Samples.ADMIN).is(204);
    edge.answer(RevokeClient.class, new RevokeClient.Reply.Unknown());
    edge.send("DELETE", "/v1/admin/clients/wms-1", Samples.ADMIN).is(404);
  }

  private HttpReply add(String body) {
    return edge.post("/v1/admin/clients", body, Samples.ADMIN);
  }

  private HttpReply token(String form, String... headers) {
    return edge.form("/oauth/token", form, headers);
  }

  private static String[] basic(String credentials) {
    var encoded = Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    return new String[] {"Authorization", "Basic " + encoded};
  }

  private static String[] bearer(String scope) {
    return Samples.bearer(ISSUER.token(scope));
  }
}
