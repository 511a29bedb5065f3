package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.platform.Actor;
import mercat.platform.EdgeRuntime;
import mercat.platform.FailPoint;

/** One HTTP server of the API, on one event loop; its siblings share the port. */
final class EdgeVerticle extends VerticleBase {
  private static final long DRAIN_SECONDS = 20;
  private static final long LINGER_MS = 2_000;

  private final EdgeConfig config;
  private final RouteTable routes;
  private final ProductCache products;
  private final Staff staff;
  private final Doorkeeper doorkeeper;
  private final Admission admission;
  private final HttpServer server;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Visits visits;
  private final FailPoint beforeAnswer = FailPoint.named("edge.before-answer");
  private final FailPoint afterAnswer = FailPoint.named("edge.after-answer");

  EdgeVerticle(EdgeRuntime runtime, EdgeConfig config, Admission admission) {
    this.config = config;
    this.admission = admission;
    this.products = new ProductCache(runtime, config);
    this.routes = new RouteTable(Routes.of(runtime.bus(), products));
    this.staff = new Staff(runtime.bus());
    this.visits = new Visits(runtime.telemetry());
    var options = options(config);
    this.doorkeeper = new Doorkeeper(config, options);
    this.server = runtime.vertx().createHttpServer(options);
  }

  private static HttpServerOptions options(EdgeConfig config) {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port())
        .setMaxHeaderSize(Heads.BYTES_MAX)
        .setMaxInitialLineLength(Heads.URI_BYTES_MAX)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) config.idleTimeout().toMillis())
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true)
        .setCompressionSupported(false);
  }

  @Override
  public Future<?> start() {
    server
        .connectionHandler(doorkeeper::admit)
        .invalidRequestHandler(this::refuse)
        .requestHandler(this::handle);
    return Future.all(products.start(context), server.listen());
  }

  /** Takes no new connection and lets what is under way end. */
  @Override
  public Future<?> stop() {
    return server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
  }

  /** Answers a request whose head cannot be trusted, and hears no more from its sender. */
  private void refuse(HttpServerRequest request) {
    underWay.incrementAndGet();
    var visit = visits.unreadable(request, RequestId.of(request), visits.clock());
    var problem = Heads.unreadable(request.decoderResult().cause());
    finish(visit, problem.answer(visit.id()).with("Connection", "close"));
  }

  private void handle(HttpServerRequest request) {
    var id = RequestId.of(request);
    if (request.method().equals(HttpMethod.GET) && products.answer(request, id)) {
      return;
    }
    if (underWay.incrementAndGet() > config.requestsMax()) {
      underWay.decrementAndGet();
      send(request, Problem.overloaded().answer(id), id);
      return;
    }
    var began = visits.clock();
    RouteTable.Match match;
    try {
      match = routes.find(request.method(), String.valueOf(request.path()));
    } catch (RouteTable.MethodNotAllowed other) {
      var problem = Problem.of(405, "method_not_allowed", "this path has other methods");
      var allowed = String.valueOf(other.getMessage());
      var visit = visits.begin(request, Visit.NO_ROUTE, id, began);
      finish(visit, problem.answer(id).with("Allow", allowed));
      return;
    } catch (Problem refused) {
      finish(visits.begin(request, Visit.NO_ROUTE, id, began), refused.answer(id));
      return;
    }
    var visit = visits.begin(request, match.route().template(), id, began);
    answer(visit, match)
        .onComplete(
            answer -> finish(visit, answer),
            thrown -> finish(visit, Problems.of(thrown, visit.trace()).answer(id)));
  }

  private Future<Answer> answer(Visit visit, RouteTable.Match match) {
    try {
      if (match.route().isRationed() && !admission.admits()) {
        return Bodies.discard(visit.request(), config.bodyTimeout())
            .compose(gone -> Future.failedFuture(Problem.overloaded()));
      }
      var role = match.route().role();
      if (role.isEmpty()) {
        return body(visit, match, Actor.GUEST);
      }
      visit.request().pause();
      return staff
          .authenticate(Exchange.bearer(visit.request()), role, visit.trace())
          .compose(actor -> body(visit, match, actor));
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private Future<Answer> body(Visit visit, RouteTable.Match match, Actor actor) {
    var request = visit.request();
    var route = match.route();
    var body =
        route.bodyMax() == Route.STREAMED
            ? Future.succeededFuture(Buffer.buffer(0))
            : Bodies.read(request, route.bodyMax(), config.bodyTimeout());
    return body.compose(whole -> {
      var call = Exchange.call(request, actor, visit.trace());
      return route.handler().handle(new Exchange(request, match.parameters(), whole, call));
    });
  }

  private void finish(Visit visit, Answer answer) {
    underWay.decrementAndGet();
    visits.end(visit, answer.status());
    beforeAnswer.reach();
    send(visit.request(), answer, visit.id());
  }

  private void send(HttpServerRequest request, Answer answer, String id) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    var headers = response.headers();
    headers.set("Content-Type", answer.mediaType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Request-Id", id);
    answer.headers().forEach(headers::set);
    boolean isAllRead = !Bodies.isAnnounced(request) || request.isEnded();
    if (!isAllRead) {
      headers.set("Connection", "close");
    }
    var sent = afterAnswer.reachAfter(response.end(answer.body())).onFailure(gone -> {});
    if (!isAllRead) {
      closeSoon(request, sent);
    }
  }

  /** Lets the sender end, so that it reads the answer; a closed door would drop it. */
  private static void closeSoon(HttpServerRequest request, Future<Void> sent) {
    request.resume();
    request
        .end()
        .timeout(LINGER_MS, TimeUnit.MILLISECONDS)
        .onComplete(ended -> sent.onComplete(gone -> request.connection().close()));
  }
}
