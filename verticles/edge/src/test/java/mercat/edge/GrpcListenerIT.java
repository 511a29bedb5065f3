package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mercat.contracts.orders.PlaceOrder;
import mercat.grpc.storefront.v1.PlaceOrderResponse;
import mercat.grpc.storefront.v1.StorefrontServiceGrpc;
import mercat.testkit.RawClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the listener of gRPC lets pass, and what it says about itself. */
class GrpcListenerIT {
  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> REFLECT =
      MethodDescriptor.<ServerReflectionRequest, ServerReflectionResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
          .setFullMethodName("grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
          .setRequestMarshaller(ProtoUtils.marshaller(ServerReflectionRequest.getDefaultInstance()))
          .setResponseMarshaller(
              ProtoUtils.marshaller(ServerReflectionResponse.getDefaultInstance()))
          .build();

  private static StatusRuntimeException refusal(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }

  private static ServerReflectionResponse reflect(GrpcClient client) {
    return ClientCalls.blockingServerStreamingCall(
            client.channel(),
            REFLECT,
            CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
            ServerReflectionRequest.newBuilder().setListServices("").build())
        .next();
  }

  @Test
  void isHealthyWhileTheEdgeIsReady() {
    try (var client = new GrpcClient()) {
      var service = "mercat.storefront.v1.StorefrontService";
      assertThat(GrpcHealth.check(client.channel(), "")).isEqualTo(ServingStatus.NOT_SERVING);
      client.edge().isReady(true);
      assertThat(GrpcHealth.check(client.channel(), "")).isEqualTo(ServingStatus.SERVING);
      assertThat(GrpcHealth.check(client.channel(), service)).isEqualTo(ServingStatus.SERVING);
      client.edge().isReady(false);
      assertThat(GrpcHealth.check(client.channel(), service)).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(refusal(() -> GrpcHealth.check(client.channel(), "another")).getStatus().getCode())
          .isEqualTo(Code.NOT_FOUND);
    }
  }

  @Test
  void tellsToolsItsServicesOnlyWhereItIsToldTo() {
    try (var client = new GrpcClient()) {
      assertThat(refusal(() -> reflect(client)).getStatus().getCode())
          .isEqualTo(Code.UNIMPLEMENTED);
    }
    try (var client = new GrpcClient("edge.grpc-reflection", "true")) {
      assertThat(reflect(client).getListServicesResponse().getServiceList())
          .extracting(ServiceResponse::getName)
          .contains(
              "mercat.storefront.v1.StorefrontService", "mercat.backoffice.v1.BackOfficeService");
    }
  }

  /** A few bytes that are compressed could become any number of them. */
  @Test
  void readsNothingThatIsCompressed() {
    try (var client = new GrpcClient()) {
      var thrown =
          refusal(() ->
              client.storefront().withCompression("gzip").placeOrder(GrpcClient.sixLanterns()));
      assertThat(thrown.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
      assertThat(client.edge().asked(PlaceOrder.class)).isEmpty();
    }
  }

  @Test
  void refusesAMessageThatIsTooLarge() {
    try (var client = new GrpcClient()) {
      var large = GrpcClient.sixLanterns().toBuilder();
      large.getOrderBuilder().setEmail("e".repeat(300_000));
      var thrown = refusal(() -> client.storefront().placeOrder(large.build()));
      assertThat(thrown.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(GrpcClient.reason(thrown)).isEqualTo("too_large");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void holdsOneMessage(int messages) {
    try (var client = new GrpcClient()) {
      var method =
          StorefrontServiceGrpc.getPlaceOrderMethod().toBuilder()
              .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
              .build();
      var answered = new CompletableFuture<PlaceOrderResponse>();
      var requests =
          ClientCalls.asyncClientStreamingCall(
              client
                  .channel()
                  .newCall(method, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS)),
              completing(answered));
      for (int i = 0; i < messages; i++) {
        requests.onNext(GrpcClient.sixLanterns());
      }
      requests.onCompleted();
      assertThatThrownBy(answered::join)
          .cause()
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              thrown -> assertThat(thrown.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT));
      assertThat(client.edge().asked(PlaceOrder.class)).isEmpty();
    }
  }

  private static StreamObserver<PlaceOrderResponse> completing(
      CompletableFuture<PlaceOrderResponse> answered) {
    return new StreamObserver<>() {
      @Override
      public void onNext(PlaceOrderResponse response) {
        answered.complete(response);
      }

      @Override
      public void onError(Throwable thrown) {
        answered.completeExceptionally(thrown);
      }

      @Override
      public void onCompleted() {
        answered.cancel(false);
      }
    };
  }

  @Test
  void limitsWhatIsTriedFromOneAddress() {
    try (var client = new GrpcClient("edge.order-attempts-max", "1")) {
      client
          .edge()
          .answer(
              PlaceOrder.class,
              new PlaceOrder.Reply.Placed(Samples.confirmed(), Samples.TOKEN, false));
      assertThat(client.storefront().placeOrder(GrpcClient.sixLanterns()).hasOrder()).isTrue();
      var thrown = refusal(() -> client.storefront().placeOrder(GrpcClient.sixLanterns()));
      assertThat(thrown.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(GrpcClient.reason(thrown)).isEqualTo("too_many_attempts");
    }
  }

  @Test
  void closesConnectionsBeyondTheirNumber() {
    try (var client = new GrpcClient("edge.grpc-connections-max", "0")) {
      assertThat(refusal(() -> GrpcHealth.check(client.channel(), "")).getStatus().getCode())
          .isEqualTo(Code.UNAVAILABLE);
    }
  }

  @Test
  void speaksNoOlderHttp() {
    try (var client = new GrpcClient()) {
      assertThat(
              RawClient.exchange(
                  client.port(),
                  "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
          .startsWith("HTTP/1.1 505 ");
    }
  }
}
