package mercat.node.discovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import mercat.platform.BoundedHttp;
import mercat.platform.BoundedHttp.Response;

/**
 * The v3 API of etcd, by the JSON that each of its members speaks over HTTP. Members are asked in
 * turn until one answers, first the one that answered last; each has a bounded time.
 */
final class EtcdGateway {
  private static final int CONNECTIONS_MAX = 2;
  private static final int OK = 200;
  private static final int SAID_MAX = 200;

  /** One that no header holds would fail every request from then on. */
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,4096}");

  /** Of gRPC: deadline exceeded, internal, unavailable. Another member may do it. */
  private static final Set<Integer> ANOTHER_MAY = Set.of(4, 13, 14);

  private final List<String> endpoints;
  private final String username;
  private final String password;
  private final EtcdCertificates certificates;
  private final BoundedHttp http;
  private final AtomicInteger first = new AtomicInteger();
  private final AtomicReference<String> token = new AtomicReference<>("");

  EtcdGateway(Vertx vertx, DiscoveryConfig config) {
    this.endpoints = config.endpoints();
    this.username = config.username();
    this.password = config.password().value();
    this.certificates = new EtcdCertificates(vertx, config);
    this.http =
        new BoundedHttp(vertx, certificates.client(), CONNECTIONS_MAX, patience(config.ttl()));
  }

  /** So short that a lease outlives several members that do not answer. */
  private static Duration patience(Duration ttl) {
    return Duration.ofMillis(Math.clamp(ttl.toMillis() / 8, 500, 3_000));
  }

  /**
   * What etcd says to a request, as somebody who has signed in where there is a user. Fails with an
   * {@link EtcdRefusal} where it says no, and with anything else where nobody answers.
   */
  Future<JsonObject> ask(String path, JsonObject request) {
    if (username.isEmpty()) {
      return inTurn(path, request);
    }
    boolean isFresh = token.get().isEmpty();
    return (isFresh ? signIn() : Future.<Void>succeededFuture())
        .compose(signedIn -> inTurn(path, request))
        .recover(failed -> {
          if (!(failed instanceof EtcdRefusal refusal && refusal.isOfToken())) {
            return Future.failedFuture(failed);
          }
          token.set("");
          return isFresh ? Future.failedFuture(failed) : ask(path, request);
        });
  }

  private Future<Void> signIn() {
    var credentials = new JsonObject().put("name", username).put("password", password);
    return inTurn("/v3/auth/authenticate", credentials)
        .map(answer -> {
          if (!(answer.getValue("token") instanceof String given)
              || !TOKEN.matcher(given).matches()) {
            throw new IllegalStateException("who answers is no etcd: it gives no token");
          }
          token.set(given);
          return null;
        });
  }

  private Future<JsonObject> inTurn(String path, JsonObject request) {
    return certificates
        .renew(http)
        .compose(renewed -> ask(first.get(), endpoints.size(), path, request));
  }

  private Future<JsonObject> ask(int at, int left, String path, JsonObject request) {
    return ask(endpoints.get(at), path, request)
        .onSuccess(answered -> first.set(at))
        .recover(failed ->
            failed instanceof EtcdRefusal || left == 1
                ? Future.failedFuture(failed)
                : ask((at + 1) % endpoints.size(), left - 1, path, request));
  }

  private Future<JsonObject> ask(String endpoint, String path, JsonObject request) {
    var options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(endpoint + path);
    options.addHeader("Content-Type", "application/json");
    if (!token.get().isEmpty()) {
      options.addHeader("Authorization", token.get());
    }
    return http.send(options, request.toBuffer())
        .recover(lost -> Future.failedFuture(new IllegalStateException(endpoint + ": " + lost)))
        .map(response -> answer(endpoint, response));
  }

  private JsonObject answer(String endpoint, Response response) {
    var said = response.whole() ? json(response.body()) : new JsonObject();
    if (response.status() == OK && said.containsKey("error")) {
      // What fails after a stream has begun comes with 200, and says its code within.
      said = said.getValue("error") instanceof JsonObject failure ? failure : said;
    } else if (response.status() == OK && !said.isEmpty()) {
      return said;
    }
    var code = said.getValue("code", said.getValue("grpc_code"));
    var message =
        inOneLine(said.isEmpty() ? response.body().toString() : said.getString("message", ""));
    if (code instanceof Integer number && !ANOTHER_MAY.contains(number)) {
      throw new EtcdRefusal(number, endpoint + ": " + message);
    }
    throw new IllegalStateException(
        "%s answers with %d%s: %s"
            .formatted(
                endpoint,
                response.status(),
                said.isEmpty() ? ", not with etcd's JSON" : "",
                message));
  }

  /** Whoever listens at a wrong address may say again what it was told. */
  private String inOneLine(String text) {
    var shown = password.isEmpty() ? text : text.replace(password, "********");
    return shown.substring(0, Math.min(SAID_MAX, shown.length())).replaceAll("[^ -~]+", " ");
  }

  private static JsonObject json(Buffer body) {
    try {
      return body.toJsonObject();
    } catch (DecodeException | ClassCastException another) {
      return new JsonObject();
    }
  }
}
