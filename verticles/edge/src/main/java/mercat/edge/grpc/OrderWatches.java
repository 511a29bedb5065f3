package mercat.edge.grpc;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.edge.contract.RequestValidator;
import mercat.edge.http.Problem;
import mercat.edge.http.ProblemHandler;
import mercat.edge.http.RequestTelemetry;
import mercat.edge.storefront.OrderHandlers;
import mercat.grpc.storefront.v1.OrderEvent;
import mercat.grpc.storefront.v1.OrderEventType;
import mercat.platform.NodeRuntime;
import mercat.platform.log.View;
import org.jspecify.annotations.Nullable;

/**
 * The streams of orders that clients of one event loop watch. The log of orders is looked at from
 * the first of them on, and not before. Belongs to that event loop.
 */
final class OrderWatches {
  private static final Map<Class<? extends Event>, Watched<?>> EVENTS =
      Stream.of(
              new Watched<>(
                  OrderPlaced.class, OrderPlaced::orderId, OrderEventType.ORDER_EVENT_TYPE_PLACED),
              new Watched<>(
                  OrderConfirmed.class,
                  OrderConfirmed::orderId,
                  OrderEventType.ORDER_EVENT_TYPE_CONFIRMED),
              new Watched<>(
                  OrderRejected.class,
                  OrderRejected::orderId,
                  OrderEventType.ORDER_EVENT_TYPE_REJECTED),
              new Watched<>(
                  OrderCancelled.class,
                  OrderCancelled::orderId,
                  OrderEventType.ORDER_EVENT_TYPE_CANCELLED),
              new Watched<>(
                  OrderShipped.class,
                  OrderShipped::orderId,
                  OrderEventType.ORDER_EVENT_TYPE_SHIPPED))
          .collect(Collectors.toUnmodifiableMap(Watched::event, Function.identity()));

  /** Bytes of a call, which has room for an id: it is kept for as long as the stream lasts. */
  static final int BODY_MAX = 1_024;

  /** Streams of one order on an event loop: one buyer is not to have the places of all. */
  private static final int WATCHERS_MAX = 8;

  private final NodeRuntime runtime;
  private final OrderHandlers orders;
  private final RemoteCalls calls;
  private final Semaphore places;
  private final Map<OrderId, Set<OrderWatch>> watched = new HashMap<>();
  private @Nullable Future<Void> looking;
  private boolean isClosed;

  /** An event that is streamed: whose it is, and how clients are told of it. */
  private record Watched<E extends Event>(
      Class<E> event, Function<E, OrderId> order, OrderEventType type) {
    OrderId orderOf(Event announced) {
      return order.apply(event.cast(announced));
    }
  }

  /**
   * Nothing watched yet.
   *
   * @param places for streams, of all event loops of the node
   */
  OrderWatches(NodeRuntime runtime, OrderHandlers orders, RemoteCalls calls, Semaphore places) {
    this.runtime = runtime;
    this.orders = orders;
    this.calls = calls;
    this.places = places;
  }

  /** Answers the method that watches an order. */
  Handler<RoutingContext> of(RemoteMethod method, Context context) {
    var validator = new RequestValidator(method.operation());
    return ctx -> {
      var id = calls.request(ctx, method, validator, CallHead.deadline(ctx)).orderId();
      if (!calls.isWanted(ctx)) {
        return;
      }
      boolean isWatchedEnough = watched.getOrDefault(id, Set.of()).size() >= WATCHERS_MAX;
      if (isClosed || isWatchedEnough || !places.tryAcquire()) {
        ctx.fail(Problem.overloaded());
        return;
      }
      var watch =
          new OrderWatch(
              ctx,
              method,
              deadline -> orders.look(calls.request(ctx, method, validator, deadline)),
              calls.responder());
      watched.computeIfAbsent(id, absent -> new HashSet<>()).add(watch);
      watch.ended().onComplete(ended -> forget(id, watch));
      look(context)
          .onComplete(
              heard -> watch.show(null),
              thrown -> watch.fail(ProblemHandler.of(thrown, RequestTelemetry.trace(ctx))));
    };
  }

  /** Ends all of them: the node is about to stop. */
  void close() {
    isClosed = true;
    everyone().forEach(watch -> watch.fail(Problem.unavailable("this node is stopping")));
  }

  private void forget(OrderId id, OrderWatch watch) {
    places.release();
    watched.computeIfPresent(
        id,
        (same, watches) -> {
          watches.remove(watch);
          return watches.isEmpty() ? null : watches;
        });
  }

  private List<OrderWatch> everyone() {
    return watched.values().stream().flatMap(Set::stream).toList();
  }

  private Future<Void> look(Context context) {
    var begun = looking;
    if (begun == null || begun.failed()) {
      begun =
          new View(
                  "orders",
                  "edge-orders",
                  EVENTS.keySet(),
                  runtime,
                  look -> context.runOnContext(turn -> look.run()),
                  this::showEveryone,
                  entries -> entries.forEach(this::tell))
              .start();
      looking = begun;
    }
    return begun;
  }

  /** Something may have been missed. */
  private Future<Void> showEveryone() {
    everyone().forEach(watch -> watch.show(null));
    return Future.succeededFuture();
  }

  private void tell(LogEntry entry) {
    var event = requireNonNull(EVENTS.get(entry.event().getClass()), "not viewed");
    var id = event.orderOf(entry.event());
    var told =
        OrderEvent.newBuilder()
            .setType(event.type())
            .setOccurredAt(ProtoJson.timestamp(entry.at()))
            .build();
    List.copyOf(watched.getOrDefault(id, Set.of())).forEach(watch -> watch.show(told));
  }
}
