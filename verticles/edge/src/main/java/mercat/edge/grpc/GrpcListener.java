package mercat.edge.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import mercat.edge.access.RateLimits;
import mercat.edge.connection.HeaderRules;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ByteBudget;
import mercat.edge.http.CommonHeaders;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.http.Responder;
import mercat.edge.storefront.OrderHandlers;
import mercat.platform.KeepAlive;
import mercat.platform.NodeRuntime;
import mercat.platform.NotListeningException;

/**
 * The server of the gRPC API, on one event loop; its siblings share the port. It has a port of its
 * own, because it speaks HTTP/2 and nothing else, and the other one HTTP/1.1 as strictly.
 */
public final class GrpcListener {
  /** So many of them without an answer, and a connection is taken for dead. */
  private static final int PINGS = 3;

  private final Limits limits;
  private final CommonHeaders headers;
  private final RemoteResponder responder;
  private final RemoteCalls calls;
  private final OrderWatches watches;
  private final AtomicInteger open = new AtomicInteger();
  private final Router router;
  private final HttpServer server;
  private final Parts parts;

  /**
   * What the listener allows.
   *
   * @param connectionsMax open at once in each instance; one more is closed
   * @param callsMax under way at once on one connection
   * @param silence after which a connection is closed on which nothing has come, not even the
   *     answer to a ping
   * @param watchTime how long an order may be watched
   * @param reflection whether tools are told which services there are
   */
  public record Limits(
      String host,
      int port,
      int connectionsMax,
      int callsMax,
      Duration silence,
      Duration watchTime,
      boolean reflection) {}

  /**
   * What it shares with the HTTP API.
   *
   * @param handlers of all operations, by their ids
   * @param unread what responses that clients have not read may take
   * @param watches places for streams of orders in the node
   */
  public record Parts(
      NodeRuntime runtime,
      ApiContract contract,
      RouteGuard guard,
      RateLimits rates,
      BodyReader bodies,
      Responder responder,
      CommonHeaders headers,
      Map<String, OperationHandler> handlers,
      OrderHandlers orders,
      ByteBudget unread,
      Semaphore watches) {}

  public GrpcListener(Limits limits, Parts parts) {
    this.limits = limits;
    this.parts = parts;
    this.headers = parts.headers();
    this.responder = new RemoteResponder(parts.responder(), parts.unread());
    this.calls = new RemoteCalls(parts.rates(), responder);
    this.watches = new OrderWatches(parts.runtime(), parts.orders(), calls, parts.watches());
    this.router = Router.router(parts.runtime().vertx());
    this.server = parts.runtime().vertx().createHttpServer(options());
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(limits.host())
        .setPort(limits.port())
        .setHttp2ClearTextEnabled(true)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(limits.callsMax())
                .setMaxHeaderListSize(HeaderRules.BYTES_MAX))
        .setMaxHeaderSize(HeaderRules.BYTES_MAX)
        .setMaxInitialLineLength(HeaderRules.LINE_BYTES_MAX)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setReadIdleTimeout((int) limits.silence().toMillis())
        .setTcpNoDelay(true);
  }

  /** Begins to listen. */
  public Future<?> start(Context context) {
    route(context);
    return server
        .connectionHandler(this::admit)
        .requestHandler(this::receive)
        .listen()
        .recover(thrown ->
            Future.failedFuture(
                new NotListeningException("edge.grpc-port", limits.host(), limits.port(), thrown)));
  }

  /** Ends what is watched, takes no new call, and lets the others end. */
  public Future<Void> stop(long seconds) {
    watches.close();
    return server.shutdown(seconds, TimeUnit.SECONDS);
  }

  private void admit(HttpConnection connection) {
    if (open.incrementAndGet() > limits.connectionsMax()) {
      open.decrementAndGet();
      var unused = connection.close();
      return;
    }
    var pings =
        KeepAlive.ping(parts.runtime().vertx(), connection, limits.silence().dividedBy(PINGS));
    connection.closeHandler(closed -> {
      pings.run();
      open.decrementAndGet();
    });
  }

  private void receive(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request
          .response()
          .setStatusCode(505)
          .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
          .end()
          .onComplete(sent -> request.connection().close());
      return;
    }
    headers.add(request);
    router.handle(request);
  }

  private void route(Context context) {
    router.route().failureHandler(new RemoteProblemHandler(responder));
    var methods = RemoteMethod.of(parts.contract());
    for (var method : methods) {
      boolean isWatched = method.descriptor().isServerStreaming();
      var most = isWatched ? limits.watchTime() : Duration.ofMillis(ApiRequest.DEADLINE_MS_MAX);
      var route = begin(method.path(), most).handler(RemoteProblemHandler.remember(method));
      parts.guard().guard(route, method.operation(), method.path());
      route.handler(parts.bodies().upTo(isWatched ? OrderWatches.BODY_MAX : RemoteCalls.BODY_MAX));
      parts.guard().takeOn(route, method.operation());
      route.handler(
          isWatched
              ? watches.of(method, context)
              : calls.of(
                  method,
                  Objects.requireNonNull(
                      parts.handlers().get(method.operation().id()), method.path())));
    }
    var services =
        methods.stream()
            .map(method -> method.descriptor().getService())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    addHealth(services.stream().map(ServiceDescriptor::getFullName).collect(Collectors.toSet()));
    if (limits.reflection()) {
      var route = begin(Reflection.PATH, Duration.ofMillis(ApiRequest.DEADLINE_MS_MAX));
      parts.guard().count(route, Reflection.PATH);
      route.handler(
          Reflection.of(parts.runtime().vertx(), List.copyOf(services), parts.responder()));
    }
    router
        .route()
        .handler(
            ctx -> ctx.fail(Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "there is no such method")));
  }

  private void addHealth(Set<String> services) {
    var route = begin(HealthCheck.PATH, Duration.ofMillis(ApiRequest.DEADLINE_MS_MAX));
    parts.guard().count(route, HealthCheck.PATH);
    route
        .handler(parts.bodies().upTo(HealthCheck.BODY_MAX))
        .handler(new HealthCheck(parts.runtime().bus(), services, responder));
  }

  /** A route for calls, whose deadline begins to run when they arrive. */
  private Route begin(String path, Duration most) {
    return router.route(path).method(HttpMethod.POST).handler(new CallHead(most));
  }
}
