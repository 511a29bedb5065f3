package mercat.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import mercat.grpc.backoffice.v1.BackofficeProto;
import mercat.grpc.storefront.v1.StorefrontProto;
import mercat.testkit.AccessWalk;

/** Every method of every service, as the protos say it, called without the edge's own code. */
final class GrpcDoor {
  /** Whoever may find an order may watch it. */
  private static final Map<String, String> SHARED = Map.of("WatchOrder", "findOrder");

  private static final Map<String, String> FIELDS =
      Map.of("id", Samples.ID.toString(), "sku", "85123A");

  private GrpcDoor() {}

  static List<MethodDescriptor> methods() {
    return Stream.of(StorefrontProto.getDescriptor(), BackofficeProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .toList();
  }

  /** Has a walk call each method too. */
  static void open(AccessWalk walk, Channel channel) {
    for (var method : methods()) {
      walk.also(
          "gRPC `%s/%s`".formatted(method.getService().getName(), method.getName()),
          operationId(method),
          (asked, bearer) -> status(channel, method, bearer));
    }
  }

  static String operationId(MethodDescriptor method) {
    var name = method.getName();
    return SHARED.getOrDefault(
        name, name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
  }

  /** A request that names the order or product that is asked for, and has nothing else. */
  static DynamicMessage request(MethodDescriptor method) {
    var request = DynamicMessage.newBuilder(method.getInputType());
    FIELDS.forEach((name, text) -> {
      var field = method.getInputType().findFieldByName(name);
      if (field != null && field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        request.setField(field, text);
      }
    });
    return request.build();
  }

  /**
   * Calls a method, and leaves once it has answered.
   *
   * @param bearer what to send as who calls, empty for nothing
   * @throws StatusRuntimeException where the answer is no
   */
  static void call(
      Channel channel, MethodDescriptor method, DynamicMessage request, String bearer) {
    var as =
        bearer.isEmpty()
            ? channel
            : ClientInterceptors.intercept(channel, GrpcClient.bearing(bearer));
    var context = Context.current().withCancellation();
    try {
      context.run(() -> {
        var unused =
            GrpcClient.call(
                as,
                method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY,
                method.getService().getFullName() + "/" + method.getName(),
                request,
                DynamicMessage.getDefaultInstance(method.getOutputType()));
      });
    } finally {
      context.cancel(null);
    }
  }

  /** The status that HTTP has for the answer. */
  private static int status(Channel channel, MethodDescriptor method, String bearer) {
    try {
      call(channel, method, request(method), bearer);
      return 200;
    } catch (StatusRuntimeException refused) {
      return switch (refused.getStatus().getCode()) {
        case UNAUTHENTICATED -> 401;
        case PERMISSION_DENIED -> 403;
        case NOT_FOUND -> 404;
        case INVALID_ARGUMENT -> 400;
        case INTERNAL -> 500;
        default -> throw refused;
      };
    }
  }
}
