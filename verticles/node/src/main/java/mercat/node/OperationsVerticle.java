package mercat.node;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import mercat.node.cluster.Membership;
import mercat.platform.FailPoint;
import mercat.platform.NotListeningException;

/** The operations listener: health, metrics, topology. Plain HTTP, never public. */
final class OperationsVerticle extends VerticleBase {
  private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

  /** What Prometheus asks for when it wants examples of traces too. */
  private static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final List<String> PATHS =
      List.of("/health/live", "/health/ready", "/metrics", "/topology", "/fail-points");

  private final RunningNode node;
  private final NodeConfig config;

  OperationsVerticle(RunningNode node, NodeConfig config) {
    this.node = node;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(this::route)
        .listen(config.opsPort(), config.opsHost())
        .recover(thrown ->
            Future.failedFuture(
                new NotListeningException(
                    "node.ops-port", config.opsHost(), config.opsPort(), thrown)));
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
    Callable<String> scrape = () -> node.telemetry().scrape(mediaType);
    vertx
        .executeBlocking(scrape)
        .onSuccess(text -> request.response().putHeader("Content-Type", mediaType).end(text))
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
                    .put("breakers", JsonObject.mapFrom(node.bus().breakers()))
                    .put("alarms", JsonObject.mapFrom(node.alarms()))
                    .put(
                        "certificateValidUntil",
                        node.membership()
                            .flatMap(Membership::certificateValidUntil)
                            .map(Instant::toString)
                            .orElse(null))))
        .onFailure(thrown -> json(request, 503, new JsonObject().put("status", "DOWN")));
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
        .putHeader("Cache-Control", "no-store")
        .end(body.encodePrettily() + "\n")
        .onFailure(gone -> {});
  }
}
