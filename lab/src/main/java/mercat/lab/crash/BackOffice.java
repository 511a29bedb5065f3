package mercat.lab.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static mercat.lab.crash.PointClient.DONE;
import static mercat.lab.crash.PointClient.NO_BODY;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.month.Month;

/** What the staff does for a client, by the client's key: a repeat finds what was done before. */
record BackOffice(PointClient client) {
  private static final Set<Integer> DONE_OR_TAKEN = Set.of(200, 201, 202, 204, 409);

  /** Contexts in whose logs stands only what is done to their followers. */
  private static final Set<String> QUIET = Set.of("audit", "recommendations");

  private static final String VERIFIER = "point-verifier-".repeat(3);

  /** A personal access token, made and ended. */
  void token() {
    var wanted =
        JsonObject.of("name", client.key(), "days", 1, "scopes", JsonArray.of("orders:read"));
    does("POST", "/v1/admin/tokens", wanted, DONE_OR_TAKEN);
    does("DELETE", "/v1/admin/tokens/" + client.key());
  }

  /** Somebody else of the staff, whose role changes; and the next key of access tokens. */
  void colleague() {
    var address = JsonObject.of("email", client.email());
    var wanted =
        address
            .copy()
            .put("name", "A colleague")
            .put("password", "kettle orbit lantern one")
            .put("roles", JsonArray.of("support"));
    does("POST", "/v1/admin/accounts", wanted, DONE_OR_TAKEN);
    var found = staff("POST", "/v1/admin/accounts/search", address, DONE).json();
    var account = "/v1/admin/accounts/" + found.path("id").asText();
    does("PUT", account + "/roles", JsonObject.of("roles", JsonArray.of("catalog")), DONE);
    does("POST", "/v1/admin/signing-keys");
  }

  /** Has followers go on where they stand, in a log to which nothing is written meanwhile. */
  void resetFollowers() {
    for (var each : staff("GET", "/v1/admin/followers", NO_BODY, DONE).json().path("data")) {
      var context = each.path("context").asText();
      if (each.path("source").asText().equals("catalog") && QUIET.contains(context)) {
        var here =
            JsonObject.of("position", each.path("position").asLong())
                .put("incarnation", each.path("log").path("incarnation").asText());
        does("PUT", "/v1/admin/followers/" + context + "/catalog/position", here, DONE);
      }
    }
  }

  void dropFactor() {
    does("DELETE", "/v1/admin/accounts/" + client.person().id() + "/second-factor");
  }

  void addFrontEnd() {
    var wanted =
        JsonObject.of("id", client.key(), "name", "A front end", "isConfidential", false)
            .put("scopes", JsonArray.of("customer", "openid"))
            .put("redirectUris", JsonArray.of(IdentityProvider.BACK));
    does("POST", "/v1/admin/clients", wanted, DONE_OR_TAKEN);
  }

  void removeFrontEnd() {
    does("DELETE", "/v1/admin/clients/" + client.key());
  }

  /** A person signs in for the front end, which gets tokens, exchanges them, and ends it. */
  void signInForFrontEnd() {
    var asked = new TreeMap<String, String>();
    asked.put("email", client.email());
    asked.put("password", client.person().password());
    asked.put("response_type", "code");
    asked.put("redirect_uri", IdentityProvider.BACK);
    asked.put("scope", "customer openid");
    asked.put("state", "state-1");
    asked.put("code_challenge", challenge());
    asked.put("code_challenge_method", "S256");
    var back = form("authorize", asked, Set.of(303));
    var where = Optional.ofNullable(back.response()).flatMap(it -> it.header("Location"));
    var code =
        where.map(url -> IdentityProvider.fields(url).getOrDefault("code", "")).orElse("none");
    var wanted =
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            IdentityProvider.BACK,
            "code_verifier",
            VERIFIER);
    var first = refreshToken(wanted);
    var next = refreshToken(Map.of("grant_type", "refresh_token", "refresh_token", first));
    var unused = form("revoke", Map.of("token", next), DONE);
  }

  private String refreshToken(Map<String, String> wanted) {
    return form("token", wanted, DONE).json().path("refresh_token").asText("none");
  }

  private CallOutcome form(String what, Map<String, String> fields, Set<Integer> allowed) {
    var all = new TreeMap<>(fields);
    all.put("client_id", client.key());
    var body =
        all.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    var headers = Map.of("Content-Type", "application/x-www-form-urlencoded");
    var address = client.shop().address();
    return client.send(new HttpText(address, "POST", "/oauth/" + what, headers, body), allowed);
  }

  private static String challenge() {
    var hash = HexFormat.of().parseHex(Month.sha256(VERIFIER.getBytes(US_ASCII)));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  /** An endpoint of the client's own, under another secret than its first. */
  void addEndpoint() {
    var url = "http://%s/%s".formatted(client.system().around().webhooks().origin(), client.key());
    if (endpoint().isEmpty()) {
      does("POST", "/v1/admin/webhooks", JsonObject.of("url", url), DONE);
    }
    var own = requiredEndpoint();
    does("PATCH", own, JsonObject.of("description", client.key()), DONE);
    does("POST", own + "/secret-rotation");
  }

  /** Has the endpoint told once more what it was told last. */
  void tellAgain() {
    var own = requiredEndpoint();
    var test = staff("POST", own + "/test", NO_BODY, DONE).json().path("id").asText();
    does("POST", own + "/deliveries/" + test + "/redelivery");
  }

  void removeEndpoint() {
    endpoint().ifPresent(path -> does("DELETE", path));
  }

  private String requiredEndpoint() {
    return endpoint().orElse("/v1/admin/webhooks/none");
  }

  /** Whoever does not know whether it was added looks for it. */
  private Optional<String> endpoint() {
    var all = staff("GET", "/v1/admin/webhooks", NO_BODY, DONE).json().path("data");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(each -> each.path("url").asText().endsWith("/" + client.key()))
        .map(each -> "/v1/admin/webhooks/" + each.path("id").asText())
        .findFirst();
  }

  /** Has the mail about the client's order sent again, where it was not. */
  void sendMailAgain() {
    var mails = "/v1/admin/mails?subjectId=" + client.told().id();
    var mail = staff("GET", mails, NO_BODY, DONE).json().path("data").path(0);
    var retry = "/v1/admin/mails/" + mail.path("id").asText("none") + "/retry";
    does("POST", retry, NO_BODY, DONE_OR_TAKEN);
  }

  private void does(String method, String path) {
    does(method, path, NO_BODY, DONE);
  }

  private void does(String method, String path, JsonObject body, Set<Integer> allowed) {
    var unused = staff(method, path, body, allowed);
  }

  private CallOutcome staff(String method, String path, JsonObject body, Set<Integer> allowed) {
    return client.send(client.shop().adminToken(), method, path, body, allowed);
  }
}
