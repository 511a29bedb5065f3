package mercat.edge;

import static mercat.edge.GrpcRefusal.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Context;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.OrderId;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.grpc.commerce.v1.OrderStatus;
import mercat.grpc.storefront.v1.OrderEventType;
import mercat.grpc.storefront.v1.WatchOrderRequest;
import mercat.grpc.storefront.v1.WatchOrderResponse;
import mercat.platform.Failure;
import mercat.testkit.LocalNode;
import mercat.testkit.RawClient;
import org.junit.jupiter.api.Test;

/** An order's events, streamed to who may see the order. */
class GrpcWatchIT {
  private static final String WATCH = "/mercat.storefront.v1.StorefrontService/WatchOrder";
  private static final String ENHANCE_YOUR_CALM = "0000000b";
  private static final WatchOrderRequest ASKED =
      WatchOrderRequest.newBuilder().setId(Samples.ID.toString()).build();

  /** The order as it is now, for who bears its token. */
  private final AtomicReference<Order> now = new AtomicReference<>(Samples.pending());

  private GrpcClient client(String... settings) {
    var client = new GrpcClient(settings);
    client.edge().showOrder(now::get);
    return client;
  }

  private static Iterator<WatchOrderResponse> watch(GrpcClient client, String token) {
    return watch(client, token, Samples.ID);
  }

  private static Iterator<WatchOrderResponse> watch(
      GrpcClient client, String token, OrderId order) {
    return watch(client, token, ASKED.toBuilder().setId(order.toString()).build());
  }

  private static Iterator<WatchOrderResponse> watch(
      GrpcClient client, String token, WatchOrderRequest asked) {
    return client.storefront(token).withDeadlineAfter(60, TimeUnit.SECONDS).watchOrder(asked);
  }

  private static GrpcRefusal end(Iterator<WatchOrderResponse> stream) {
    return refusal(stream::hasNext);
  }

  private static CompletableFuture<Void> collect(
      Iterator<WatchOrderResponse> stream, List<WatchOrderResponse> seen) {
    return CompletableFuture.runAsync(
        () -> stream.forEachRemaining(seen::add), Thread::startVirtualThread);
  }

  private static boolean has(List<WatchOrderResponse> seen, OrderEventType type) {
    return seen.stream().anyMatch(each -> each.getEvent().getType() == type);
  }

  @Test
  void showsTheOrderAtOnceAndAfterEachEventUntilItIsOver() {
    try (var client = client()) {
      var seen = new CopyOnWriteArrayList<WatchOrderResponse>();
      var over = collect(watch(client, Samples.TOKEN), seen);
      await()
          .atMost(LocalNode.SOON)
          .until(() -> {
            // Nobody sees in the log what was announced before they began to look.
            client.edge().announce(new OrderPlaced(Samples.ID, Samples.pounds(1530)));
            return has(seen, OrderEventType.ORDER_EVENT_TYPE_PLACED);
          });
      assertThat(seen.getFirst().hasEvent()).isFalse();
      assertThat(seen.getFirst().getOrder().getStatus())
          .isEqualTo(OrderStatus.ORDER_STATUS_PENDING);
      var another = new OrderId(new UUID(1, 1));
      client.edge().announce(new OrderRejected(another, "cancelled", Set.of()));
      now.set(Samples.confirmed());
      client.edge().announce(new OrderConfirmed(Samples.ID, Samples.pounds(1530)));
      await()
          .atMost(LocalNode.SOON)
          .until(() -> has(seen, OrderEventType.ORDER_EVENT_TYPE_CONFIRMED));
      assertThat(over).isNotDone();
      now.set(Samples.ended());
      client.edge().announce(new OrderCancelled(Samples.ID, Samples.pounds(1530)));
      assertThat(over).succeedsWithin(Duration.ofSeconds(30));
      assertThat(seen.getLast().getEvent().getType())
          .isEqualTo(OrderEventType.ORDER_EVENT_TYPE_CANCELLED);
      assertThat(seen.getLast().getOrder().getStatus())
          .isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
      assertThat(has(seen, OrderEventType.ORDER_EVENT_TYPE_REJECTED)).isFalse();
    }
  }

  @Test
  void isRefusedWithoutTheOrdersToken() {
    try (var client = client()) {
      end(watch(client, Samples.ID + ".other")).is(Code.NOT_FOUND, "not_found");
    }
  }

  @Test
  void endsWhenTheOrderCanNoLongerBeSeen() {
    try (var client = client()) {
      var stream = watch(client, Samples.TOKEN);
      assertThat(stream.next().hasEvent()).isFalse();
      client.edge().fail(FindOrder.class, Failure.unavailable("orders", null));
      client.edge().announce(new OrderConfirmed(Samples.ID, Samples.pounds(1530)));
      end(stream).is(Code.UNAVAILABLE, "unavailable");
    }
  }

  @Test
  void aPlaceIsFreeAgainWhenItsClientHasGone() {
    try (var client = client("edge.grpc-watches-max", "1")) {
      var context = Context.current().withCancellation();
      var held = new AtomicReference<Iterator<WatchOrderResponse>>();
      context.run(() -> held.set(watch(client, Samples.TOKEN)));
      assertThat(held.get().next().hasEvent()).isFalse();
      end(watch(client, Samples.TOKEN)).is(Code.UNAVAILABLE, "overloaded");
      context.cancel(null);
      await()
          .atMost(LocalNode.SOON)
          .ignoreException(StatusRuntimeException.class)
          .until(() -> watch(client, Samples.TOKEN).next().hasOrder());
    }
  }

  /** One buyer does not take the places of all. */
  @Test
  void oneOrderHasFewPlaces() {
    try (var client = client()) {
      for (int i = 0; i < 8; i++) {
        assertThat(watch(client, Samples.TOKEN).next().hasOrder()).isTrue();
      }
      end(watch(client, Samples.TOKEN)).is(Code.UNAVAILABLE, "overloaded");
      var another = new OrderId(new UUID(1, 1));
      assertThat(watch(client, Samples.TOKEN, another).next().hasOrder()).isTrue();
    }
  }

  /** What a call sent is kept while its stream lasts, and counts as a body that others may have. */
  @Test
  void takesNoRoomForBodiesFromOthers() {
    int watches = 8;
    var padding = UnknownFieldSet.newBuilder();
    var bytes = ByteString.copyFrom(new byte[20_000]);
    padding.addField(100, UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build());
    var large = ASKED.toBuilder().setUnknownFields(padding.build());
    int framed = RawHttp2.framed(large.build().toByteArray()).length;
    try (var client = client("edge.bodies-bytes-max", String.valueOf(watches * framed))) {
      var ends = new ArrayList<GrpcRefusal>();
      for (int i = 0; i < watches; i++) {
        var asked = large.setId(new OrderId(new UUID(-1, i)).toString()).build();
        ends.add(end(watch(client, Samples.TOKEN, asked)));
      }
      client.edge().takesOrders();
      assertThat(client.place().hasOrder()).isTrue();
      assertThat(ends).extracting(GrpcRefusal::reason).containsOnly("too_large");
    }
  }

  /** What they have not read is bounded; those who have waited longest lose their streams. */
  @Test
  void isCutForThoseWhoReadNothing() {
    int streams = 60;
    try (var client = client("edge.unread-bytes-max", "1024");
        var reader = RawHttp2.to(client.port(), RawHttp2.INITIAL_WINDOW_SIZE, 0)) {
      for (int i = 0; i < streams; i++) {
        var asked = ASKED.toBuilder().setId(new OrderId(new UUID(-1, i)).toString()).build();
        var message = RawHttp2.framed(asked.toByteArray());
        reader.call(2 * i + 1, WATCH, message, "authorization", "Bearer " + Samples.TOKEN);
      }
      for (int cut = 0; cut < streams / 2; cut++) {
        assertThat(reader.next(RawHttp2.RST_STREAM).payload()).isEqualTo(ENHANCE_YOUR_CALM);
      }
      var seen = new CopyOnWriteArrayList<WatchOrderResponse>();
      var unused = collect(watch(client, Samples.TOKEN), seen);
      await().atMost(LocalNode.SOON).until(() -> !seen.isEmpty());
    }
  }

  /**
   * Whoever is there answers pings; whoever is not has gone, said nothing from the beginning, or
   * stopped in the midst of it.
   */
  @Test
  void lastsWhileItsClientIsThereAndSilentConnectionsDoNot() {
    try (var client = client("edge.idle-timeout", "5s")) {
      var seen = new CopyOnWriteArrayList<WatchOrderResponse>();
      var over = collect(watch(client, Samples.TOKEN), seen);
      await().atMost(LocalNode.SOON).until(() -> !seen.isEmpty());
      try (var mute = RawClient.to(client.port());
          var stopped = RawClient.to(client.port());
          var deaf = RawHttp2.to(client.port())) {
        assertThat(stopped.send("PRI * HT").read()).isEmpty();
        assertThat(mute.read()).isEmpty();
        assertThat(deaf.all()).extracting(RawHttp2.Frame::type).contains(RawHttp2.PING);
      }
      assertThat(over).isNotDone();
      now.set(Samples.ended());
      client.edge().announce(new OrderCancelled(Samples.ID, Samples.pounds(1530)));
      assertThat(over).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void isEndedWhenItHasLastedLongEnough() {
    try (var client = client("edge.grpc-watch-time", "1s")) {
      var stream = watch(client, Samples.TOKEN);
      assertThat(stream.next().hasEvent()).isFalse();
      end(stream).is(Code.DEADLINE_EXCEEDED, "outcome_unknown");
    }
  }
}
