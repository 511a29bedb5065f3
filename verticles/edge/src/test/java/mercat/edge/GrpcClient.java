package mercat.edge;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import mercat.grpc.backoffice.v1.BackOfficeServiceGrpc;
import mercat.grpc.backoffice.v1.BackOfficeServiceGrpc.BackOfficeServiceBlockingStub;
import mercat.grpc.storefront.v1.Line;
import mercat.grpc.storefront.v1.NewOrder;
import mercat.grpc.storefront.v1.Payment;
import mercat.grpc.storefront.v1.PlaceOrderRequest;
import mercat.grpc.storefront.v1.StorefrontServiceGrpc;
import mercat.grpc.storefront.v1.StorefrontServiceGrpc.StorefrontServiceBlockingStub;
import mercat.testkit.Loopback;

/**
 * An edge that speaks gRPC too, and a client of it that is not ours: one connection of grpc-java.
 */
final class GrpcClient implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final RunningEdge edge;
  private final int port;
  private final ManagedChannel channel;

  GrpcClient(String... settings) {
    this.port = Loopback.freePort();
    var all = new String[settings.length + 4];
    System.arraycopy(settings, 0, all, 4, settings.length);
    all[0] = "edge.grpc-enabled";
    all[1] = "true";
    all[2] = "edge.grpc-port";
    all[3] = String.valueOf(port);
    this.edge = new RunningEdge(all);
    this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  RunningEdge edge() {
    return edge;
  }

  int port() {
    return port;
  }

  ManagedChannel channel() {
    return channel;
  }

  StorefrontServiceBlockingStub storefront() {
    return StorefrontServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  BackOfficeServiceBlockingStub backOffice() {
    return BackOfficeServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static ClientInterceptor bearing(String token) {
    var metadata = new Metadata();
    metadata.put(key("authorization"), "Bearer " + token);
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  static PlaceOrderRequest sixLanterns() {
    return order(6);
  }

  static PlaceOrderRequest order(long quantity) {
    return PlaceOrderRequest.newBuilder()
        .setIdempotencyKey("key-1")
        .setOrder(
            NewOrder.newBuilder()
                .addLines(Line.newBuilder().setSku("85123A").setQuantity(quantity))
                .setEmail("guest@example.org")
                .setPayment(Payment.newBuilder().setMethod("card").setToken("tok_ok")))
        .build();
  }

  /** What the details of a status say by a message of some type. */
  static <M extends Message> M detail(StatusRuntimeException thrown, Class<M> type) {
    var status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      throw new AssertionError("no details", thrown);
    }
    try {
      for (Any each : status.getDetailsList()) {
        if (each.is(type)) {
          return each.unpack(type);
        }
      }
    } catch (InvalidProtocolBufferException malformed) {
      throw new AssertionError(malformed);
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + status, thrown);
  }

  static String reason(StatusRuntimeException thrown) {
    return detail(thrown, ErrorInfo.class).getReason();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    edge.close();
  }
}
