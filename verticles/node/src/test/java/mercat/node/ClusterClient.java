package mercat.node;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import mercat.contracts.accounts.Role;
import mercat.testkit.HttpReply;

/** Speaks to the nodes of a cluster, as somebody does who signs in, and as staff. */
final class ClusterClient {
  /** Longer than a node lets anybody wait. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

  private static final String TOKENS = "/v1/admin/tokens";
  private static final String CLIENTS = "/v1/admin/clients";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> nodes;
  private final String adminToken;

  /** Somebody's tokens. */
  record SignedIn(String access, String refresh) {
    static SignedIn of(HttpReply tokens) {
      return new SignedIn(tokens.at("/accessToken"), tokens.at("/refreshToken"));
    }

    /** The key by which the access token is signed. */
    String kid() {
      var header = Base64.getUrlDecoder().decode(access.substring(0, access.indexOf('.')));
      return new JsonObject(Buffer.buffer(header)).getString("kid");
    }
  }

  ClusterClient(List<String> nodes, String adminToken) {
    this.nodes = nodes;
    this.adminToken = adminToken;
  }

  List<String> nodes() {
    return nodes;
  }

  /** What was answered; of status 0 where nothing was, in good time. */
  HttpReply ask(String node, String method, String path, String bearer, String body) {
    return ask(node, method, path, bearer, JSON, body);
  }

  private HttpReply ask(
      String node, String method, String path, String bearer, String contentType, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(node + path))
            .timeout(ANSWER_MAX)
            .header("Content-Type", contentType)
            .method(method, BodyPublishers.ofString(body));
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    try {
      return HttpReply.of(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException lost) {
      return new HttpReply(0, HttpHeaders.of(Map.of(), (name, value) -> true), lost.toString());
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  HttpReply asStaff(String node, String method, String path, String body) {
    return ask(node, method, path, adminToken, body);
  }

  HttpReply refresh(String node, SignedIn who) {
    var body = "{\"refreshToken\":\"%s\"}".formatted(who.refresh());
    return ask(node, "POST", "/v1/sessions/refresh", "", body);
  }

  String anyNode() {
    return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
  }

  SignedIn customer() {
    return staff(Role.CUSTOMER);
  }

  /** Somebody new who has a role. */
  SignedIn staff(Role role) {
    var email = registered();
    if (role == Role.CUSTOMER) {
      return signIn(email);
    }
    var me = ask(nodes.getFirst(), "GET", "/v1/me", signIn(email).access(), "").is(200);
    asStaff(
            nodes.getFirst(),
            "PUT",
            "/v1/admin/accounts/%s/roles".formatted(me.at("/id")),
            "{\"roles\":[\"%s\"]}".formatted(role.name().toLowerCase(Locale.ROOT)))
        .is(200);
    return signIn(email);
  }

  /** A personal access token of a name. */
  String token(String name, String scope) {
    var body = "{\"name\":\"%s\",\"scopes\":[\"%s\"],\"days\":1}".formatted(name, scope);
    return asStaff(nodes.getFirst(), "POST", TOKENS, body).is(201).at("/token");
  }

  void revokeToken(String name) {
    asStaff(nodes.getFirst(), "DELETE", TOKENS + "/" + name, "").is(204);
  }

  /** An access token of another system, which has this id and scope. */
  String ofSystem(String id, String scope) {
    var body =
        """
        {"id":"%s","name":"System","isConfidential":true,"scopes":["%s"],"redirectUris":[]}\
        """
            .formatted(id, scope);
    var secret = asStaff(nodes.getFirst(), "POST", CLIENTS, body).is(201).at("/secret");
    var grant = "grant_type=client_credentials&client_id=%s&client_secret=%s".formatted(id, secret);
    return ask(nodes.getFirst(), "POST", "/oauth/token", "", FORM, grant)
        .is(200)
        .at("/access_token");
  }

  void revokeSystem(String id) {
    asStaff(nodes.getFirst(), "DELETE", CLIENTS + "/" + id, "").is(204);
  }

  private String registered() {
    var email = UUID.randomUUID() + "@example.org";
    ask(nodes.getFirst(), "POST", "/v1/accounts", "", credentials(email, ",\"name\":\"Ada\""))
        .is(202);
    return email;
  }

  private SignedIn signIn(String email) {
    return SignedIn.of(
        ask(nodes.getFirst(), "POST", "/v1/sessions", "", credentials(email, "")).is(201));
  }

  private static String credentials(String email, String more) {
    return "{\"email\":\"%s\",\"password\":\"four little words here\"%s}".formatted(email, more);
  }
}
