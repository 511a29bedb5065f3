package mercat.edge;

import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import mercat.platform.Actor;
import mercat.platform.EdgeRuntime;

/** One HTTP server of the API, on one event loop; its siblings share the port. */
final class EdgeVerticle extends VerticleBase {
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final int HEADERS_MAX = 8 * 1024;
  private static final int LINE_MAX = 4 * 1024;
  private static final long DRAIN_SECONDS = 20;

  private final EdgeRuntime runtime;
  private final EdgeConfig config;
  private final RouteTable routes;
  private final ProductCache products;
  private final Staff staff;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private final Promise<HttpServer> server = Promise.promise();

  EdgeVerticle(EdgeRuntime runtime) {
    this.runtime = runtime;
    this.config = runtime.settings().section("edge", EdgeConfig.class);
    this.products = new ProductCache(runtime, config);
    this.routes = new RouteTable(Routes.of(runtime.bus(), products));
    this.staff = new Staff(runtime.bus());
  }

  @Override
  public Future<?> start() {
    var options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setMaxHeaderSize(HEADERS_MAX)
            .setMaxInitialLineLength(LINE_MAX)
            .setIdleTimeout((int) config.idleTimeout().toSeconds())
            .setTcpNoDelay(true)
            .setCompressionSupported(false);
    var listening = vertx.createHttpServer(options).requestHandler(this::handle).listen();
    listening.onComplete(server);
    return Future.all(products.start(context), listening);
  }

  /** Takes no new connection and lets what is under way end. */
  @Override
  public Future<?> stop() {
    return server
        .future()
        .compose(listening -> listening.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS));
  }

  private void handle(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET) && products.answer(request)) {
      return;
    }
    long began = System.nanoTime();
    if (underWay.incrementAndGet() > config.requestsMax()) {
      underWay.decrementAndGet();
      send(
          request,
          Problem.of(503, "overloaded", "too much at once, nothing was done: try again soon")
              .answer(requestId(request)));
      return;
    }
    RouteTable.Match match;
    try {
      match = routes.find(request.method(), String.valueOf(request.path()));
    } catch (RouteTable.MethodNotAllowed other) {
      var problem = Problem.of(405, "method_not_allowed", "this path has other methods");
      finish(
          request,
          problem.answer(requestId(request)).with("Allow", String.valueOf(other.getMessage())),
          "none",
          began);
      return;
    } catch (Problem refused) {
      finish(request, refused.answer(requestId(request)), "none", began);
      return;
    }
    var route = match.route();
    answer(request, match)
        .onComplete(
            answer -> finish(request, answer, route.template(), began),
            thrown ->
                finish(
                    request,
                    Problems.of(thrown).answer(requestId(request)),
                    route.template(),
                    began));
  }

  private Future<Answer> answer(HttpServerRequest request, RouteTable.Match match) {
    var route = match.route();
    if (route.role().isEmpty()) {
      return Bodies.read(request, route.bodyMax(), config.bodyTimeout(), vertx)
          .compose(
              body -> handle(route, new Exchange(request, match.parameters(), body, Actor.GUEST)));
    }
    request.pause();
    var bearer = new Exchange(request, match.parameters(), Buffer.buffer(), Actor.GUEST).bearer();
    return staff
        .authenticate(bearer, route.role())
        .compose(actor ->
            Bodies.read(request, route.bodyMax(), config.bodyTimeout(), vertx)
                .compose(
                    body -> handle(route, new Exchange(request, match.parameters(), body, actor))));
  }

  private static Future<Answer> handle(Route route, Exchange exchange) {
    try {
      return route.handler().handle(exchange);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private void finish(HttpServerRequest request, Answer answer, String route, long began) {
    underWay.decrementAndGet();
    timers
        .computeIfAbsent(
            route + " " + request.method() + " " + answer.status(),
            name -> timer(request, answer, route))
        .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    send(request, answer);
  }

  private Timer timer(HttpServerRequest request, Answer answer, String route) {
    return runtime
        .metrics()
        .timer(
            "mercat.edge.requests",
            "route",
            route,
            "method",
            request.method().name(),
            "status",
            String.valueOf(answer.status()));
  }

  private static void send(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    var headers = response.headers();
    headers.set("Content-Type", answer.mediaType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Request-Id", requestId(request));
    answer.headers().forEach(headers::set);
    if (!request.isEnded()) {
      headers.set("Connection", "close");
    }
    response.end(answer.body()).onFailure(gone -> {});
  }

  private static String requestId(HttpServerRequest request) {
    var given = request.getHeader("X-Request-Id");
    return given != null && REQUEST_ID.matcher(given).matches()
        ? given
        : Long.toHexString(ThreadLocalRandom.current().nextLong());
  }
}
