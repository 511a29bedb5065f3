package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Context;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.vertx.core.Future;
import java.time.Duration;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An order's events, streamed to who may see the order. */
class GrpcWatchIT {
  private static final WatchOrderRequest ASKED =
      WatchOrderRequest.newBuilder().setId(Samples.ID.toString()).build();

  /** The order as it is now, for who bears its token. */
  private final AtomicReference<Order> now = new AtomicReference<>(Samples.pending());

  private GrpcClient client(String... settings) {
    var client = new GrpcClient(settings);
    client
        .edge()
        .answerWith(
            FindOrder.class,
            (find, call) ->
                Future.succeededFuture(
                    find.orderToken().equals(Samples.TOKEN)
                        ? new FindOrder.Reply.Found(now.get())
                        : new FindOrder.Reply.Unknown()));
    return client;
  }

  private static Iterator<WatchOrderResponse> watch(GrpcClient client, String token) {
    return client
        .storefront()
        .withInterceptors(GrpcClient.bearing(token))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .watchOrder(ASKED);
  }

  private static StatusRuntimeException end(Iterator<WatchOrderResponse> stream) {
    return catchThrowableOfType(StatusRuntimeException.class, stream::hasNext);
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
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
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
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
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
      var thrown = end(watch(client, Samples.ID + ".other"));
      assertThat(thrown.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
      assertThat(GrpcClient.reason(thrown)).isEqualTo("not_found");
    }
  }

  @Test
  void endsWhenTheOrderCanNoLongerBeSeen() {
    try (var client = client()) {
      var stream = watch(client, Samples.TOKEN);
      assertThat(stream.next().hasEvent()).isFalse();
      client.edge().fail(FindOrder.class, Failure.unavailable("orders", null));
      client.edge().announce(new OrderConfirmed(Samples.ID, Samples.pounds(1530)));
      var thrown = end(stream);
      assertThat(thrown.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(GrpcClient.reason(thrown)).isEqualTo("unavailable");
    }
  }

  @Test
  void aPlaceIsFreeAgainWhenItsClientHasGone() {
    try (var client = client("edge.grpc-watches-max", "1")) {
      var context = Context.current().withCancellation();
      var held = new AtomicReference<Iterator<WatchOrderResponse>>();
      context.run(() -> held.set(watch(client, Samples.TOKEN)));
      assertThat(held.get().next().hasEvent()).isFalse();
      var refused = end(watch(client, Samples.TOKEN));
      assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(GrpcClient.reason(refused)).isEqualTo("overloaded");
      context.cancel(null);
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .ignoreException(StatusRuntimeException.class)
          .until(() -> watch(client, Samples.TOKEN).next().hasOrder());
    }
  }

  @Test
  void isEndedWhenItHasLastedLongEnough() {
    try (var client = client("edge.grpc-watch-time", "1s")) {
      var stream = watch(client, Samples.TOKEN);
      assertThat(stream.next().hasEvent()).isFalse();
      var thrown = end(stream);
      assertThat(thrown.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(GrpcClient.reason(thrown)).isEqualTo("outcome_unknown");
    }
  }
}
