package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mercat.edge.ApiRouter.Audience;
import mercat.edge.access.Authentication;
import mercat.edge.accounts.AccountHandlers;
import mercat.edge.accounts.AdminAccountHandlers;
import mercat.edge.accounts.AdminClientHandlers;
import mercat.edge.accounts.ExportHandlers;
import mercat.edge.accounts.FederatedSignInHandlers;
import mercat.edge.accounts.SecondFactorHandlers;
import mercat.edge.accounts.SessionHandlers;
import mercat.edge.backoffice.AdminAuditHandlers;
import mercat.edge.backoffice.AdminCouponHandlers;
import mercat.edge.backoffice.AdminFollowerHandlers;
import mercat.edge.backoffice.AdminMailHandlers;
import mercat.edge.backoffice.AdminOrderHandlers;
import mercat.edge.backoffice.AdminProductHandlers;
import mercat.edge.backoffice.AdminWebhookHandlers;
import mercat.edge.backoffice.EventFeedHandlers;
import mercat.edge.backoffice.TimelineHandlers;
import mercat.edge.connection.ConnectionLimiter;
import mercat.edge.connection.EndOfInput;
import mercat.edge.connection.HeaderRules;
import mercat.edge.contract.OperationHandler;
import mercat.edge.docs.ExplorerFiles;
import mercat.edge.docs.PageHandlers;
import mercat.edge.grpc.GrpcListener;
import mercat.edge.hooks.PaymentHookHandlers;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ByteBudget;
import mercat.edge.http.CommonHeaders;
import mercat.edge.http.PathGuard;
import mercat.edge.http.Problem;
import mercat.edge.http.ProblemHandler;
import mercat.edge.http.RequestLimits;
import mercat.edge.http.RequestTelemetry;
import mercat.edge.http.Responder;
import mercat.edge.oauth.OAuthHandlers;
import mercat.edge.oauth.SignInPage;
import mercat.edge.storefront.CouponGuesses;
import mercat.edge.storefront.OrderHandlers;
import mercat.edge.storefront.ProductCache;
import mercat.edge.storefront.ProductHandlers;
import mercat.edge.storefront.RecommendationHandlers;
import mercat.platform.NodeRuntime;
import mercat.platform.NotListeningException;
import mercat.platform.Timeouts;
import mercat.platform.log.EventFeed;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP server of the API, on one event loop, and where gRPC is served one for that; its
 * siblings share the ports.
 */
final class EdgeVerticle extends VerticleBase {
  private static final long DRAIN_SECONDS = 20;
  private static final int PREFLIGHT_SECONDS = 600;

  private final CommonHeaders headers;
  private final Responder responder;
  private final Authentication authentication;
  private final ProductCache products;
  private final EventFeed events;
  private final ConnectionLimiter connections;
  private final Router router;
  private final HttpServer server;
  private final @Nullable GrpcListener grpc;
  private final SocketAddress address;

  EdgeVerticle(NodeRuntime runtime, EdgeConfig config, HttpEdge.Shared shared) {
    var contract = shared.contract();
    var bus = runtime.bus();
    var telemetry = new RequestTelemetry(runtime.telemetry());
    var limits = new RequestLimits(config.requestsMax());
    this.headers = new CommonHeaders(runtime.clock(), config.hsts());
    this.responder = new Responder(telemetry, limits);
    this.authentication = new Authentication(runtime, shared.selfTest());
    this.products = new ProductCache(runtime, config.cachedBytesMax(), responder);
    this.events = new EventFeed(runtime);
    this.router = Router.router(runtime.vertx());
    var bodies =
        new BodyReader(config.bodyTimeout(), new Timeouts(runtime.vertx()), shared.bodies());
    var orders = new OrderHandlers(bus, new CouponGuesses(shared.rates()));
    var operations =
        new ApiRouter(
            contract,
            telemetry,
            limits,
            shared.rates(),
            shared.admission(),
            authentication,
            bodies,
            orders.readers(),
            responder);
    var sessions = new SessionHandlers(bus);
    var audiences =
        List.of(
            new Audience(
                "/v1/admin",
                List.of(
                    new AdminAccountHandlers(bus).operations(),
                    new AdminAuditHandlers(bus).operations(),
                    new AdminFollowerHandlers(bus).operations(),
                    new AdminClientHandlers(bus).operations(),
                    new AdminMailHandlers(bus).operations(),
                    new AdminWebhookHandlers(bus).operations(),
                    new SecondFactorHandlers(bus).adminOperations(),
                    new AdminOrderHandlers(bus).operations(),
                    new AdminCouponHandlers(bus).operations(),
                    new TimelineHandlers(bus).operations(),
                    new EventFeedHandlers(events, shared.eventReaders()).operations(),
                    new AdminProductHandlers(bus, contract, shared.bodies(), config.importTimeout())
                        .operations())),
            new Audience("/v1/hooks", List.of(new PaymentHookHandlers(bus).operations())),
            new Audience(
                "/v1",
                List.of(
                    new AccountHandlers(bus).operations(),
                    new FederatedSignInHandlers(bus).operations(),
                    new SecondFactorHandlers(bus).operations(),
                    new ExportHandlers(bus).operations(),
                    orders.operations(),
                    new ProductHandlers(bus, products).operations(),
                    new RecommendationHandlers(
                            bus, config.recommendationsPatience(), runtime.telemetry().metrics())
                        .operations(),
                    sessions.operations())),
            new Audience(
                "",
                List.of(
                    new PageHandlers(contract).operations(),
                    sessions.wellKnown(),
                    new OAuthHandlers(bus).operations(),
                    new SignInPage(bus).operations())));
    route(runtime.vertx(), config, operations, audiences, shared.explorer());
    var options = options(config);
    this.connections =
        new ConnectionLimiter(
            config.connectionsMax(), config.headTimeout(), config.unreadBytesMax(), options);
    this.server = runtime.vertx().createHttpServer(options);
    this.address = SocketAddress.inetSocketAddress(config.port(), config.host());
    this.grpc =
        config.grpcEnabled()
            ? new GrpcListener(
                limits(config),
                new GrpcListener.Parts(
                    runtime,
                    contract,
                    operations,
                    shared.rates(),
                    bodies,
                    responder,
                    headers,
                    handlers(audiences),
                    orders,
                    new ByteBudget(config.unreadBytesMax()),
                    shared.watches()))
            : null;
  }

  /** What a request passes on the router, in this order. */
  private void route(
      Vertx vertx,
      EdgeConfig config,
      ApiRouter operations,
      List<Audience> audiences,
      ExplorerFiles explorer) {
    var problems = new ProblemHandler(responder);
    router.route().failureHandler(problems);
    if (!config.corsOrigins().isEmpty()) {
      router.route().handler(cors(config.corsOrigins()));
    }
    router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(products);
    operations.mount(vertx, router, audiences);
    explorer.mount(router, responder);
    router.route().handler(ctx -> ctx.fail(Problem.notFound()));
    router.errorHandler(400, problems).errorHandler(500, problems);
  }

  private static CorsHandler cors(List<String> origins) {
    return CorsHandler.create()
        .addOrigins(origins)
        .allowedMethods(
            Set.of(
                HttpMethod.GET,
                HttpMethod.HEAD,
                HttpMethod.POST,
                HttpMethod.PUT,
                HttpMethod.PATCH,
                HttpMethod.DELETE))
        .allowedHeaders(
            Set.of(
                "Authorization",
                "Content-Type",
                "Deadline-Ms",
                "Idempotency-Key",
                "If-None-Match",
                "traceparent",
                "X-Request-Id"))
        .exposedHeaders(
            Set.of(
                "ETag",
                "Idempotent-Replayed",
                "Location",
                "RateLimit",
                "RateLimit-Policy",
                "Retry-After",
                "X-Request-Id"))
        .maxAgeSeconds(PREFLIGHT_SECONDS);
  }

  private static HttpServerOptions options(EdgeConfig config) {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port())
        .setMaxHeaderSize(HeaderRules.BYTES_MAX)
        .setMaxInitialLineLength(HeaderRules.LINE_BYTES_MAX)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) config.idleTimeout().toMillis())
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true)
        // Nobody speaks WebSocket here; its handlers take no more than 128 pipelined requests.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  private static GrpcListener.Limits limits(EdgeConfig config) {
    return new GrpcListener.Limits(
        config.host(),
        config.grpcPort(),
        config.grpcConnectionsMax(),
        config.grpcCallsMax(),
        config.idleTimeout(),
        config.grpcWatchTime(),
        config.grpcReflection());
  }

  private static Map<String, OperationHandler> handlers(List<Audience> audiences) {
    return audiences.stream()
        .flatMap(audience -> audience.handlers().entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Future<?> start() {
    server
        .connectionHandler(connections::admit)
        .invalidRequestHandler(this::refuse)
        .requestHandler(this::receive);
    var listening =
        server
            .listen()
            .recover(thrown ->
                Future.failedFuture(
                    new NotListeningException(
                        "edge.port", address.host(), address.port(), thrown)));
    return Future.all(
        products.start(context),
        authentication.start(context),
        listening,
        grpc == null ? Future.succeededFuture() : grpc.start(context));
  }

  /** Takes no new connection and lets what is under way end. */
  @Override
  public Future<?> stop() {
    events.close();
    return Future.join(
        server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS),
        grpc == null ? Future.succeededFuture() : grpc.stop(DRAIN_SECONDS));
  }

  /** Answers a request whose head cannot be trusted, and reads no more from its sender. */
  private void refuse(HttpServerRequest request) {
    var cause = request.decoderResult().cause();
    if (cause instanceof EndOfInput) {
      request.connection().close();
      return;
    }
    headers.add(request);
    responder.refuse(request, HeaderRules.unreadable(cause).with("Connection", "close"));
  }

  private void receive(HttpServerRequest request) {
    headers.add(request);
    var refusal = PathGuard.refusal(request);
    if (refusal == null) {
      router.handle(request);
    } else {
      responder.refuse(request, refusal);
    }
  }
}
