package mercat.edge;

import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;

/** The standard question whether a server serves. */
final class GrpcHealth {
  private GrpcHealth() {}

  static ServingStatus check(Channel channel, String service) {
    return GrpcClient.call(
            channel,
            MethodType.UNARY,
            "grpc.health.v1.Health/Check",
            HealthCheckRequest.newBuilder().setService(service).build(),
            HealthCheckResponse.getDefaultInstance())
        .getStatus();
  }
}
