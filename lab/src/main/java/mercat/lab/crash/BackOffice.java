package mercat.lab.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static mercat.lab.crash.Person.DONE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.shop.ShopClient;
import org.jspecify.annotations.Nullable;

/** What the staff does for a client, by the client's key: a repeat finds what was done before. */
record BackOffice(PointClient client, HookInbox webhooks) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Integer> DONE_OR_TAKEN = Set.of(200, 201, 202, 204, 409);

  /** Contexts in whose logs stands only what is done to their followers. */
  private static final Set<String> QUIET = Set.of("audit", "recommendations");

  private static final String VERIFIER = "point-verifier-".repeat(3);

  /** A personal access token, made and ended. */
  void token(ShopClient shop) {
    var wanted = JSON.createObjectNode().put("name", client.key()).put("days", 1);
    wanted.putArray("scopes").add("orders:read");
    does(shop, "POST", "/v1/admin/tokens", wanted, DONE_OR_TAKEN);
    does(shop, "DELETE", "/v1/admin/tokens/" + client.key(), null, DONE);
  }

  /** Somebody else of the staff, whose role changes; and the next key of access tokens. */
  void colleague(ShopClient shop) {
    var wanted =
        JSON.createObjectNode()
            .put("email", client.email())
            .put("name", "A colleague")
            .put("password", "kettle orbit lantern one");
    wanted.putArray("roles").add("support");
    does(shop, "POST", "/v1/admin/accounts", wanted, DONE_OR_TAKEN);
    var found =
        staff(
            shop,
            "POST",
            "/v1/admin/accounts/search",
            JSON.createObjectNode().put("email", client.email()),
            DONE);
    var roles = JSON.createObjectNode();
    roles.putArray("roles").add("catalog");
    var account = "/v1/admin/accounts/" + found.json().path("id").asText();
    does(shop, "PUT", account + "/roles", roles, DONE);
    does(shop, "POST", "/v1/admin/signing-keys", null, DONE);
  }

  /** Has followers go on where they stand, in a log to which nothing is written meanwhile. */
  void resetFollowers(ShopClient shop) {
    for (var each : staff(shop, "GET", "/v1/admin/followers", null, DONE).json().path("data")) {
      var context = each.path("context").asText();
      if (each.path("source").asText().equals("catalog") && QUIET.contains(context)) {
        var here =
            JSON.createObjectNode()
                .put("position", each.path("position").asLong())
                .put("incarnation", each.path("log").path("incarnation").asText());
        does(shop, "PUT", "/v1/admin/followers/" + context + "/catalog/position", here, DONE);
      }
    }
  }

  void dropFactor(ShopClient shop, String account) {
    does(shop, "DELETE", "/v1/admin/accounts/" + account + "/second-factor", null, DONE);
  }

  void addFrontEnd(ShopClient shop) {
    var wanted =
        JSON.createObjectNode()
            .put("id", client.key())
            .put("name", "A front end")
            .put("isConfidential", false);
    wanted.putArray("scopes").add("customer").add("openid");
    wanted.putArray("redirectUris").add(IdentityProvider.BACK);
    does(shop, "POST", "/v1/admin/clients", wanted, DONE_OR_TAKEN);
  }

  void removeFrontEnd(ShopClient shop) {
    does(shop, "DELETE", "/v1/admin/clients/" + client.key(), null, DONE);
  }

  /** A person signs in for the front end, which gets tokens, exchanges them, and ends it. */
  void signInForFrontEnd(ShopClient shop, String password) {
    var asked = new TreeMap<String, String>();
    asked.put("email", client.email());
    asked.put("password", password);
    asked.put("response_type", "code");
    asked.put("client_id", client.key());
    asked.put("redirect_uri", IdentityProvider.BACK);
    asked.put("scope", "customer openid");
    asked.put("state", "state-1");
    asked.put("code_challenge", challenge());
    asked.put("code_challenge_method", "S256");
    var back = form(shop, "/oauth/authorize", asked, Set.of(303));
    var where = Optional.ofNullable(back.response()).flatMap(it -> it.header("Location"));
    var code =
        where.map(url -> IdentityProvider.fields(url).getOrDefault("code", "")).orElse("none");
    var granted =
        token(
            shop,
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                IdentityProvider.BACK,
                "code_verifier",
                VERIFIER));
    var next =
        token(shop, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(granted)));
    var ended = new TreeMap<>(Map.of("token", refreshToken(next), "client_id", client.key()));
    var unused = form(shop, "/oauth/revoke", ended, DONE);
  }

  private CallOutcome token(ShopClient shop, Map<String, String> fields) {
    var all = new TreeMap<>(fields);
    all.put("client_id", client.key());
    return form(shop, "/oauth/token", all, DONE);
  }

  private static String refreshToken(CallOutcome granted) {
    return granted.json().path("refresh_token").asText("none");
  }

  private CallOutcome form(
      ShopClient shop, String path, Map<String, String> fields, Set<Integer> allowed) {
    var body =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    var headers = Map.of("Content-Type", "application/x-www-form-urlencoded");
    return client.send(shop, new HttpText(shop.address(), "POST", path, headers, body), allowed);
  }

  private static String challenge() {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  /** An endpoint of the client's own, under another secret than its first. */
  void addEndpoint(ShopClient shop) {
    var url = "http://%s/%s".formatted(webhooks.origin(), client.key());
    if (endpoint(shop).isEmpty()) {
      does(shop, "POST", "/v1/admin/webhooks", JSON.createObjectNode().put("url", url), DONE);
    }
    var own = requiredEndpoint(shop);
    does(shop, "PATCH", own, JSON.createObjectNode().put("description", client.key()), DONE);
    does(shop, "POST", own + "/secret-rotation", null, DONE);
  }

  /** Has the endpoint told once more what it was told last. */
  void tellAgain(ShopClient shop) {
    var own = requiredEndpoint(shop);
    var test = staff(shop, "POST", own + "/test", null, DONE).json().path("id").asText();
    does(shop, "POST", own + "/deliveries/" + test + "/redelivery", null, DONE);
  }

  void removeEndpoint(ShopClient shop) {
    var own = endpoint(shop);
    own.ifPresent(path -> does(shop, "DELETE", path, null, DONE));
  }

  private String requiredEndpoint(ShopClient shop) {
    return endpoint(shop).orElse("/v1/admin/webhooks/none");
  }

  /** Whoever does not know whether it was added looks for it. */
  private Optional<String> endpoint(ShopClient shop) {
    var all = staff(shop, "GET", "/v1/admin/webhooks", null, DONE).json().path("data");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(each -> each.path("url").asText().endsWith("/" + client.key()))
        .map(each -> "/v1/admin/webhooks/" + each.path("id").asText())
        .findFirst();
  }

  /** Has the mail about the client's order sent again, where it was not. */
  void sendMailAgain(ShopClient shop) {
    var mails =
        staff(shop, "GET", "/v1/admin/mails?subjectId=" + client.told().id(), null, DONE).json();
    var mail = mails.path("data").path(0).path("id").asText("none");
    does(shop, "POST", "/v1/admin/mails/" + mail + "/retry", null, DONE_OR_TAKEN);
  }

  private void does(
      ShopClient shop, String method, String path, @Nullable JsonNode json, Set<Integer> allowed) {
    var unused = staff(shop, method, path, json, allowed);
  }

  private CallOutcome staff(
      ShopClient shop, String method, String path, @Nullable JsonNode json, Set<Integer> allowed) {
    var body = json == null ? "" : json.toString();
    return client.send(
        shop, PointClient.bearing(shop, shop.adminToken(), method, path, body), allowed);
  }
}
