package mercat.edge;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mercat.edge.access.Authentication;
import mercat.edge.access.RateLimits;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.ApiOperation;
import mercat.edge.contract.DirectReader;
import mercat.edge.contract.OperationHandler;
import mercat.edge.contract.RequestValidator;
import mercat.edge.grpc.RouteGuard;
import mercat.edge.http.BodyReader;
import mercat.edge.http.OrderAdmission;
import mercat.edge.http.OtherMethods;
import mercat.edge.http.RequestLimits;
import mercat.edge.http.RequestTelemetry;
import mercat.edge.http.Responder;

/**
 * Binds the operations of the contract to their handlers: a sub-router for each audience, and in it
 * a route for each operation with the chain of handlers that its requests pass.
 */
record ApiRouter(
    ApiContract contract,
    RequestTelemetry telemetry,
    RequestLimits limits,
    RateLimits rates,
    OrderAdmission admission,
    Authentication authentication,
    BodyReader bodies,
    Map<String, DirectReader<?>> readers,
    Responder responder)
    implements RouteGuard {
  /** Those whom a part of the API is for. */
  record Audience(String mount, Map<String, OperationHandler> handlers) {
    Audience(String mount, List<Map<String, OperationHandler>> handlers) {
      this(
          mount,
          handlers.stream()
              .flatMap(some -> some.entrySet().stream())
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
  }

  /**
   * Mounts the audiences, the narrowest path first.
   *
   * @throws IllegalStateException when an operation has no handler, or a handler no operation
   */
  void mount(Vertx vertx, Router router, List<Audience> audiences) {
    requireBinding(contract, audiences);
    for (var audience : audiences) {
      var routes = Router.router(vertx);
      // In this order a name comes before the parameter that may stand in its place.
      var operations =
          contract.operations().stream()
              .filter(operation -> audience.handlers().containsKey(operation.id()))
              .sorted(Comparator.comparing(ApiOperation::path))
              .toList();
      for (var operation : operations) {
        chain(route(routes, audience, operation), operation, audience.handlers());
      }
      operations.stream()
          .map(ApiOperation::path)
          .distinct()
          .forEach(path -> otherMethods(routes, audience, path));
      router.route(audience.mount() + "/*").subRouter(routes);
    }
  }

  /** What a request of an operation passes, in this order. */
  private void chain(Route route, ApiOperation operation, Map<String, OperationHandler> handlers) {
    guard(route, operation, operation.path());
    if (!operation.isStreamed()) {
      route.handler(bodies.upTo(operation.bodyMax()));
    }
    takeOn(route, operation);
    var attempt = operation.attempt();
    var validator = new RequestValidator(operation, readers.get(operation.id()));
    var handler = Objects.requireNonNull(handlers.get(operation.id()));
    route.handler(ctx -> {
      var request = validator.allowed(ctx);
      if (attempt != null) {
        rates.byAccount(attempt.what(), () -> request.account(attempt.account()), ctx.response());
      }
      handler.handle(request).onComplete(body -> responder.send(ctx, body), ctx::fail);
    });
  }

  @Override
  public void count(Route route, String name) {
    route.handler(telemetry.of(name));
    route.handler(limits);
  }

  /** What a request of an operation passes before its body is looked at, in this order. */
  @Override
  public void guard(Route route, ApiOperation operation, String name) {
    count(route, name);
    if (operation.isShed()) {
      route.handler(admission.admitting(bodies));
    }
    var attempt = operation.attempt();
    if (attempt != null) {
      route.handler(rates.byAddress(attempt.what(), bodies));
    }
    route.handler(authentication.requiring(operation.access()));
  }

  @Override
  public void takeOn(Route route, ApiOperation operation) {
    if (operation.isShed()) {
      route.handler(admission::takeOn);
    }
  }

  private static Route route(Router routes, Audience audience, ApiOperation operation) {
    var route = routes.route(below(audience, operation.path())).method(operation.method());
    return operation.method().equals(HttpMethod.GET) ? route.method(HttpMethod.HEAD) : route;
  }

  private void otherMethods(Router routes, Audience audience, String path) {
    routes
        .route(below(audience, path))
        .handler(telemetry.of(path))
        .handler(limits)
        .handler(new OtherMethods(contract.methods(path), responder));
  }

  /** A template of the contract as a path of the audience's router. */
  private static String below(Audience audience, String template) {
    return template.substring(audience.mount().length()).replaceAll("\\{(\\w+)}", ":$1");
  }

  static void requireBinding(ApiContract contract, List<Audience> audiences) {
    var handled = new ArrayList<String>();
    audiences.forEach(audience -> handled.addAll(audience.handlers().keySet()));
    var unbound = new TreeSet<>(contract.operations().stream().map(ApiOperation::id).toList());
    var unknown = new TreeSet<>(handled);
    unknown.removeAll(unbound);
    unbound.removeAll(handled);
    if (!unbound.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalStateException(
          "operations without a handler: %s; handlers without an operation: %s"
              .formatted(unbound, unknown));
    }
  }
}
