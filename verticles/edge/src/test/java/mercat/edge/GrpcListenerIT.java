package mercat.edge;

import static mercat.edge.GrpcRefusal.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the listener of gRPC lets pass, and what it says about itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcListenerIT {
  @AutoClose private final GrpcClient client = new GrpcClient();

  private static ServerReflectionResponse reflect(GrpcClient client) {
    return GrpcClient.call(
        client.channel(),
        MethodDescriptor.MethodType.SERVER_STREAMING,
        "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        ServerReflectionRequest.newBuilder().setListServices("").build(),
        ServerReflectionResponse.getDefaultInstance());
  }

  @Test
  void isHealthyWhileTheEdgeIsReady() {
    var service = "mercat.storefront.v1.StorefrontService";
    assertThat(GrpcHealth.check(client.channel(), "")).isEqualTo(ServingStatus.NOT_SERVING);
    client.edge().isReady(true);
    assertThat(GrpcHealth.check(client.channel(), "")).isEqualTo(ServingStatus.SERVING);
    assertThat(GrpcHealth.check(client.channel(), service)).isEqualTo(ServingStatus.SERVING);
    client.edge().isReady(false);
    assertThat(GrpcHealth.check(client.channel(), service)).isEqualTo(ServingStatus.NOT_SERVING);
    refusal(() -> GrpcHealth.check(client.channel(), "another")).is(Code.NOT_FOUND);
  }

  @Test
  void tellsToolsItsServicesOnlyWhereItIsToldTo() {
    refusal(() -> reflect(client)).is(Code.UNIMPLEMENTED);
    try (var other = new GrpcClient("edge.grpc-reflection", "true")) {
      assertThat(reflect(other).getListServicesResponse().getServiceList())
          .extracting(ServiceResponse::getName)
          .contains(
              "mercat.storefront.v1.StorefrontService", "mercat.backoffice.v1.BackOfficeService");
    }
  }

  /** A few bytes that are compressed could become any number of them. */
  @Test
  void readsNothingThatIsCompressed() {
    var packing = client.storefront().withCompression("gzip");
    refusal(() -> packing.placeOrder(GrpcClient.sixLanterns())).is(Code.UNIMPLEMENTED);
    assertThat(client.edge().asked(PlaceOrder.class)).isEmpty();
  }

  @Test
  void refusesAMessageThatIsTooLarge() {
    var large = GrpcClient.sixLanterns().toBuilder();
    large.getOrderBuilder().setEmail("e".repeat(300_000));
    refusal(() -> client.storefront().placeOrder(large.build()))
        .is(Code.RESOURCE_EXHAUSTED, "too_large");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void holdsOneMessage(int messages) {
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
    try (var other = new GrpcClient("edge.order-attempts-max", "1")) {
      other.edge().takesOrders();
      assertThat(other.place().hasOrder()).isTrue();
      refusal(other::place).is(Code.RESOURCE_EXHAUSTED, "too_many_attempts");
    }
  }

  @Test
  void closesConnectionsBeyondTheirNumber() {
    try (var other = new GrpcClient("edge.grpc-connections-max", "0")) {
      refusal(() -> GrpcHealth.check(other.channel(), "")).is(Code.UNAVAILABLE);
    }
  }

  @Test
  void speaksNoOlderHttp() {
    assertThat(
            RawClient.exchange(
                client.port(), "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 505 ");
  }
}
