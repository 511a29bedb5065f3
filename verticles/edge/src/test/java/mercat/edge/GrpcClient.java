package mercat.edge;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mercat.grpc.backoffice.v1.BackOfficeServiceGrpc;
import mercat.grpc.backoffice.v1.BackOfficeServiceGrpc.BackOfficeServiceBlockingStub;
import mercat.grpc.storefront.v1.Line;
import mercat.grpc.storefront.v1.NewOrder;
import mercat.grpc.storefront.v1.Payment;
import mercat.grpc.storefront.v1.PlaceOrderRequest;
import mercat.grpc.storefront.v1.PlaceOrderResponse;
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
    var own = Stream.of("edge.grpc-enabled", "true", "edge.grpc-port", String.valueOf(port));
    this.edge = new RunningEdge(Stream.concat(own, Stream.of(settings)).toArray(String[]::new));
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

  /** The same, for whoever bears a token. */
  StorefrontServiceBlockingStub storefront(String token) {
    return storefront().withInterceptors(bearing(token));
  }

  BackOfficeServiceBlockingStub backOffice() {
    return BackOfficeServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  BackOfficeServiceBlockingStub backOffice(String token) {
    return backOffice().withInterceptors(bearing(token));
  }

  /** Orders six lanterns. */
  PlaceOrderResponse place() {
    return storefront().placeOrder(sixLanterns());
  }

  /**
   * Calls a method that no stub has, and ends with its first answer.
   *
   * @param name of the service and the method
   * @param response a prototype of what it answers
   */
  static <Q extends Message, R extends Message> R call(
      Channel channel, MethodType type, String name, Q request, R response) {
    var method =
        MethodDescriptor.<Message, R>newBuilder()
            .setType(type)
            .setFullMethodName(name)
            .setRequestMarshaller(ProtoUtils.marshaller(request.getDefaultInstanceForType()))
            .setResponseMarshaller(ProtoUtils.marshaller(response))
            .build();
    return ClientCalls.blockingServerStreamingCall(
            channel,
            method,
            CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
            request)
        .next();
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

  @Override
  public void close() {
    channel.shutdownNow();
    edge.close();
  }
}
