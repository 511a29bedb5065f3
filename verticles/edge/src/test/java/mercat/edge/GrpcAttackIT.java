package mercat.edge;

import static mercat.edge.GrpcRefusal.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.BadRequest;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import mercat.contracts.orders.PlaceOrder;
import mercat.grpc.storefront.v1.Line;
import mercat.grpc.storefront.v1.PlaceOrderResponse;
import mercat.grpc.storefront.v1.StorefrontServiceGrpc;
import mercat.grpc.storefront.v1.StorefrontServiceGrpc.StorefrontServiceBlockingStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that no honest client makes: each is refused by name, and costs nobody else anything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcAttackIT {
  private static final String NUMBER = "4111 1111 1111 1111";
  private static final String PLACE = "/mercat.storefront.v1.StorefrontService/PlaceOrder";

  @AutoClose private final GrpcClient client = new GrpcClient();
  private final RunningEdge edge = client.edge();

  @BeforeAll
  void start() {
    TokenIssuer.FIRST.introduceTo(edge);
    edge.takesOrders();
  }

  @AfterEach
  void servesOthers() {
    assertThat(client.place().hasOrder()).isTrue();
    assertThat(edge.metrics().find("mercat.edge.requests").tag("status", "500").timer())
        .as("a mistake of ours")
        .isNull();
  }

  private int placed() {
    return edge.asked(PlaceOrder.class).size();
  }

  /** B32. A SKU may look like one; an id that is none names nothing. */
  @Test
  void takesTheNumberOfACardInNoFieldOfAnyMethod() {
    var bearer = TokenIssuer.FIRST.token("customer admin");
    int places = 0;
    for (var method : GrpcDoor.methods()) {
      for (var path : texts(method.getInputType())) {
        var request = GrpcDoor.request(method).toBuilder();
        set(request, path);
        var refused =
            refusal(() -> GrpcDoor.call(client.channel(), method, request.build(), bearer));
        assertThat(refused.reason()).as("%s: %s", method, path).isEqualTo("card_number");
        refused.is(Code.FAILED_PRECONDITION);
        places++;
      }
    }
    assertThat(places).isGreaterThan(20);
    assertThat(edge.asked(Object.class)).noneMatch(asked -> asked.toString().contains("1111"));
  }

  /** The ways to the texts in a message, but for those that are not looked at. */
  private static List<List<FieldDescriptor>> texts(Descriptor message) {
    var ways = new ArrayList<List<FieldDescriptor>>();
    for (var field : message.getFields()) {
      if (field.getJavaType() == JavaType.STRING
          && !List.of("sku", "id").contains(field.getName())) {
        ways.add(List.of(field));
      } else if (field.getJavaType() == JavaType.MESSAGE) {
        for (var further : texts(field.getMessageType())) {
          var way = new ArrayList<>(List.of(field));
          way.addAll(further);
          ways.add(way);
        }
      }
    }
    return ways;
  }

  private static void set(DynamicMessage.Builder message, List<FieldDescriptor> way) {
    var field = way.getFirst();
    Object value = NUMBER;
    if (way.size() > 1) {
      var inner = DynamicMessage.newBuilder(field.getMessageType());
      set(inner, way.subList(1, way.size()));
      value = inner.build();
    }
    if (field.isRepeated()) {
      message.addRepeatedField(field, value);
    } else {
      message.setField(field, value);
    }
  }

  @Test
  void refusesTextsThatNoDatabaseStores() {
    int before = placed();
    var order = GrpcClient.sixLanterns().toBuilder();
    order.getOrderBuilder().setEmail("a\0@example.org");
    refusal(() -> client.storefront().placeOrder(order.build())).names("order.email");
    var key = GrpcClient.sixLanterns().toBuilder().setIdempotencyKey("k\0").build();
    refusal(() -> client.storefront().placeOrder(key)).is(Code.INVALID_ARGUMENT);
    assertThat(placed()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1_000_001, Long.MAX_VALUE})
  void refusesNumbersOutOfRange(long quantity) {
    refusal(() -> client.storefront().placeOrder(GrpcClient.order(quantity)))
        .names("order.lines[0].quantity");
  }

  /** As JSON, two bytes of it would be hundreds. */
  @Test
  void refusesMoreLinesThanItWouldLookAt() {
    var order = GrpcClient.sixLanterns().toBuilder();
    for (int i = 0; i < 100_000; i++) {
      order.getOrderBuilder().addLines(Line.getDefaultInstance());
    }
    var refused = refusal(() -> client.storefront().placeOrder(order.build()));
    assertThat(refused.detail(BadRequest.class).getFieldViolationsList())
        .singleElement()
        .satisfies(only -> {
          assertThat(only.getField()).isEqualTo("order.lines");
          assertThat(only.getDescription()).contains("has more than");
        });
  }

  /** As Protocol Buffers want it, and at no cost. */
  @Test
  void looksAtNoFieldThatItDoesNotKnow() {
    var unknown = UnknownFieldSet.newBuilder();
    for (int number = 100; number < 40_000; number++) {
      unknown.mergeVarintField(number, 1);
    }
    var order = GrpcClient.sixLanterns().toBuilder().setUnknownFields(unknown.build()).build();
    assertThat(client.storefront().placeOrder(order).hasOrder()).isTrue();
  }

  /** B35. */
  @Test
  void refusesAMessageOfTenMegabytes() {
    var unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                100,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(new byte[10 << 20]))
                    .build());
    var order = GrpcClient.sixLanterns().toBuilder().setUnknownFields(unknown.build()).build();
    refusal(() -> client.storefront().placeOrder(order)).is(Code.RESOURCE_EXHAUSTED, "too_large");
  }

  /** B35, B37: also another version, other letters, and ways around in the path. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mercat.storefront.v1.StorefrontService/None",
        "mercat.storefront.v0.StorefrontService/PlaceOrder",
        "mercat.storefront.v1.storefrontservice/placeorder",
        "v1/orders",
        "grpc.health.v1.Health/Watch",
        "grpc.channelz.v1.Channelz/GetServers"
      })
  void knowsNoOtherMethod(String name) {
    int before = placed();
    refusal(() ->
            GrpcClient.call(
                client.channel(),
                MethodType.UNARY,
                name,
                GrpcClient.sixLanterns(),
                PlaceOrderResponse.getDefaultInstance()))
        .is(Code.UNIMPLEMENTED);
    assertThat(placed()).isEqualTo(before);
  }

  private StorefrontServiceBlockingStub within(String timeout) {
    var metadata = new Metadata();
    if (!timeout.isEmpty()) {
      metadata.put(GrpcClient.key("grpc-timeout"), timeout);
    }
    return StorefrontServiceGrpc.newBlockingStub(client.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  /** B35. */
  @ParameterizedTest
  @ValueSource(strings = {"0n", "00000000S", "1n"})
  void beginsNothingWithoutTime(String timeout) {
    int before = placed();
    refusal(() -> within(timeout).placeOrder(GrpcClient.sixLanterns())).is(Code.DEADLINE_EXCEEDED);
    assertThat(placed()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1S", "1", "S", "1.5S", "999999999S", "1s", "1S, 2S"})
  void refusesADeadlineThatIsNone(String timeout) {
    int before = placed();
    refusal(() -> within(timeout).placeOrder(GrpcClient.sixLanterns()))
        .names("header:grpc-timeout");
    assertThat(placed()).isEqualTo(before);
  }

  /** B35: nobody waits longer than by HTTP. */
  @ParameterizedTest
  @ValueSource(strings = {"", "99999999H", "99999999S"})
  void takesTenSecondsForWhoeverHasMore(String timeout) {
    assertThat(within(timeout).placeOrder(GrpcClient.sixLanterns()).hasOrder()).isTrue();
    assertThat(edge.last(PlaceOrder.class).remainingMs()).isBetween(1L, 10_000L);
  }

  @Test
  void refusesMetadataThatIsTooLarge() {
    int before = placed();
    var metadata = new Metadata();
    metadata.put(GrpcClient.key("x-large"), "x".repeat(9_000));
    var stub =
        client.storefront().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    var unused = refusal(() -> stub.placeOrder(GrpcClient.sixLanterns()));
    assertThat(placed()).isEqualTo(before);
  }

  /** Of HTTP/1.1 our own decoder lets numbers pass only; this is read by another one. */
  @ParameterizedTest
  @ValueSource(strings = {"abc", "-5", "1e3", "99999999999999999999", "", "4"})
  void readsNoBodyOfALengthThatIsNone(String length) {
    int before = placed();
    try (var attacker = RawHttp2.to(client.port())) {
      attacker.call(1, PLACE, RawHttp2.EMPTY_MESSAGE, "content-length", length);
      for (var frame = attacker.next(); frame != null; frame = attacker.next()) {
        if (frame.stream() == 1
            && (frame.type() == RawHttp2.RST_STREAM || frame.type() == RawHttp2.HEADERS)) {
          break;
        }
      }
    }
    assertThat(placed()).isEqualTo(before);
  }

  /** The client says that it takes no heads at all. */
  @Test
  void goesOnWhereAClientTakesNoAnswer() {
    try (var attacker = RawHttp2.to(client.port(), RawHttp2.MAX_HEADER_LIST_SIZE, 1)) {
      for (int stream = 1; stream < 100; stream += 2) {
        if (!attacker.offer(RawHttp2.of(RawHttp2.head(stream, PLACE)))) {
          break;
        }
      }
    }
  }
}
