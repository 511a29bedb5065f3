package mercat.node;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mercat.contracts.accounts.SecretLinks;
import mercat.node.cluster.Membership;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.FailPoint;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.NotListeningException;

/** The operations listener: health, metrics, topology. Plain HTTP, never public. */
final class OperationsVerticle extends VerticleBase {
  private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

  /** What Prometheus asks for when it wants examples of traces too. */
  private static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final List<String> PATHS =
      List.of(
          "/health/live",
          "/health/ready",
          "/metrics",
          "/topology",
          "/fail-points",
          "/accounts/links");

  private static final Duration ASK_MAX = Duration.ofSeconds(5);
  private static final int IDLE_SECONDS = 30;

  private final RunningNode node;
  private final NodeConfig config;
  private final BriefConnections connections = new BriefConnections();
  private final Scrapes scrapes;

  OperationsVerticle(RunningNode node, NodeConfig config, Vertx vertx) {
    this.node = node;
    this.config = config;
    this.scrapes = new Scrapes(vertx, mediaType -> node.telemetry().scrape(mediaType));
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(options())
        .connectionHandler(connections::admit)
        .requestHandler(this::receive)
        .listen(config.opsPort(), config.opsHost())
        .recover(thrown ->
            Future.failedFuture(
                new NotListeningException(
                    "node.ops-port", config.opsHost(), config.opsPort(), thrown)));
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setIdleTimeout(IDLE_SECONDS)
        .setHttp2ClearTextEnabled(false)
        // Nobody speaks WebSocket here; its handlers fail where requests come in a row.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  /** Answers one request of each connection, which is then closed. */
  private void receive(HttpServerRequest request) {
    if (!connections.isFirst(request)) {
      return;
    }
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    var method = request.method();
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      route(request);
    } else {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      json(request, 405, new JsonObject().put("detail", "what is here is only read"));
    }
  }

  private void route(HttpServerRequest request) {
    switch (String.valueOf(request.path())) {
      case "/health/live", "/livez" -> json(request, 200, health(true));
      case "/health/ready", "/readyz", "/health/started" -> {
        boolean ready = node.isReady();
        json(request, ready ? 200 : 503, health(ready));
      }
      case "/metrics" -> metrics(request);
      case "/topology" -> topology(request);
      case "/fail-points" -> json(request, 200, failPoints());
      case "/accounts/links" -> secretLinks(request);
      default -> json(request, 404, new JsonObject().put("paths", PATHS));
    }
  }

  private JsonObject health(boolean up) {
    var checks = new JsonArray();
    var served = node.directory().own().served();
    for (var name : node.hosting().names()) {
      checks.add(
          new JsonObject().put("name", name).put("status", served.contains(name) ? "UP" : "DOWN"));
    }
    return new JsonObject()
        .put("status", up ? "UP" : "DOWN")
        .put("phase", node.phase().name().toLowerCase(java.util.Locale.ROOT))
        .put("checks", checks);
  }

  private void metrics(HttpServerRequest request) {
    var accepted = request.getHeader("Accept");
    var mediaType =
        accepted != null && accepted.contains("application/openmetrics-text") ? OPEN : PLAIN;
    scrapes
        .page(mediaType)
        .onSuccess(page -> {
          request.response().putHeader("Content-Type", mediaType);
          end(request, page);
        })
        .onFailure(thrown -> json(request, 500, new JsonObject().put("status", "DOWN")));
  }

  private void topology(HttpServerRequest request) {
    node.directory()
        .records()
        .onSuccess(records ->
            json(
                request,
                200,
                new JsonObject()
                    .put("node", node.directory().self())
                    .put("version", Version.current())
                    .put("phase", node.phase().name().toLowerCase(java.util.Locale.ROOT))
                    .put("members", new JsonArray(List.copyOf(node.directory().nodes())))
                    .put("contexts", new JsonArray(records))
                    .put("breakers", JsonObject.mapFrom(node.breakers()))
                    .put("alarms", JsonObject.mapFrom(node.alarms()))
                    .put(
                        "certificateValidUntil",
                        node.membership()
                            .flatMap(Membership::certificateValidUntil)
                            .map(Instant::toString)
                            .orElse(null))))
        .onFailure(thrown -> json(request, 503, new JsonObject().put("status", "DOWN")));
  }

  /**
   * What would be mailed; nothing unless accounts was configured to show it. A developer's browser
   * must not be led here by a strange page's own name for this machine.
   */
  private void secretLinks(HttpServerRequest request) {
    var authority = request.authority();
    if (authority == null || !isOwn(authority.host())) {
      json(
          request,
          403,
          new JsonObject().put("detail", "ask by localhost, or by an address: Host names another"));
      return;
    }
    node.bus()
        .ask(new SecretLinks(), Call.bySystem("accounts-operations", ASK_MAX))
        .onSuccess(listed -> {
          var links = new JsonArray();
          for (var link : listed.links()) {
            links.add(
                new JsonObject()
                    .put("email", link.email().value())
                    .put("purpose", EnumText.of(link.purpose()))
                    .put("token", link.token().value())
                    .put("expiresAt", link.expiresAt().toString()));
          }
          json(request, 200, new JsonObject().put("links", links));
        })
        .onFailure(thrown ->
            json(
                request,
                Failure.of(thrown).kind() == FailureKind.FORBIDDEN ? 403 : 503,
                new JsonObject().put("detail", Failure.of(thrown).getMessage())));
  }

  /** Whether it is a host's name that no page of a browser can have. */
  private static boolean isOwn(String host) {
    return host.equals("localhost")
        || NetUtil.isValidIpV4Address(host)
        || NetUtil.isValidIpV6Address(host);
  }

  /** Where this process can be made to die, and how often it passed there. */
  private static JsonObject failPoints() {
    var points = FailPoint.ofProcess();
    return new JsonObject()
        .put("armed", points.armed().orElse(null))
        .put("passages", JsonObject.mapFrom(points.passages()));
  }

  private static void json(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store");
    end(request, Buffer.buffer(body.encodePrettily() + "\n"));
  }

  private static void end(HttpServerRequest request, Buffer body) {
    request.response().end(body).onComplete(sent -> request.connection().close());
  }
}
