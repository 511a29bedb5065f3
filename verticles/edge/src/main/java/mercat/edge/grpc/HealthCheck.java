package mercat.edge.grpc;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.util.Set;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;

/**
 * The standard question whether a service serves: all of them while this edge is ready. The service
 * that comes with Vert.x says yes for the whole server whatever happens.
 *
 * @param services that may be asked for by name
 */
record HealthCheck(Bus bus, Set<String> services, RemoteResponder responder)
    implements Handler<RoutingContext> {
  static final String PATH = "/grpc.health.v1.Health/Check";

  /** Bytes of a question, with what precedes it. */
  static final int BODY_MAX = 1_024;

  @Override
  public void handle(RoutingContext ctx) {
    var asked =
        (HealthCheckRequest) RemoteCalls.message(ctx, HealthCheckRequest.getDefaultInstance());
    if (!asked.getService().isEmpty() && !services.contains(asked.getService())) {
      throw Problem.notFound();
    }
    var status = bus.isServedHere("edge") ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    responder.send(ctx, HealthCheckResponse.newBuilder().setStatus(status).build());
  }
}
