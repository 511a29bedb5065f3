package mercat.edge;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.util.concurrent.TimeUnit;

/** The standard question whether a server serves. */
final class GrpcHealth {
  private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> CHECK =
      MethodDescriptor.<HealthCheckRequest, HealthCheckResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("grpc.health.v1.Health/Check")
          .setRequestMarshaller(ProtoUtils.marshaller(HealthCheckRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(HealthCheckResponse.getDefaultInstance()))
          .build();

  private GrpcHealth() {}

  static ServingStatus check(Channel channel, String service) {
    return ClientCalls.blockingUnaryCall(
            channel,
            CHECK,
            CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
            HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }
}
