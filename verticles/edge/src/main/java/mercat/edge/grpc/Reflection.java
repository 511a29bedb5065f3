package mercat.edge.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mercat.edge.http.Responder;

/** Tells tools which services there are, by the standard service of Vert.x. */
record Reflection(GrpcServer server, Responder responder) implements Handler<RoutingContext> {
  static final String PATH = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

  private static final int QUESTION_MAX = 4_096;
  private static final int SECONDS_MAX = 10;
  private static final long CANCEL = 8;

  static Reflection of(Vertx vertx, List<ServiceDescriptor> services, Responder responder) {
    var options = new GrpcServerOptions().setMaxMessageSize(QUESTION_MAX);
    for (var protocol : GrpcProtocol.values()) {
      if (protocol != GrpcProtocol.HTTP_2) {
        options.removeEnabledProtocol(protocol);
      }
    }
    var server = GrpcServer.server(vertx, options);
    services.forEach(service ->
        server.addService(
            Service.service(ServiceName.create(service.getFullName()), service).build()));
    server.addService(ReflectionService.v1());
    return new Reflection(server, responder);
  }

  @Override
  public void handle(RoutingContext ctx) {
    var ended = CallEnd.of(ctx);
    ended
        .timeout(SECONDS_MAX, TimeUnit.SECONDS)
        .onFailure(thrown -> {
          if (thrown instanceof TimeoutException) {
            var unused = ctx.response().reset(CANCEL);
          }
        });
    ended.onComplete(over -> responder.settle(ctx));
    server.handle(ctx.request());
  }
}
