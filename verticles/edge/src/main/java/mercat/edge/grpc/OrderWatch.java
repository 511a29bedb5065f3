package mercat.edge.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.edge.contract.ApiRequest;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.http.ProblemHandler;
import mercat.edge.http.RequestTelemetry;
import mercat.edge.json.ApiJson;
import mercat.grpc.storefront.v1.OrderEvent;
import mercat.grpc.storefront.v1.WatchOrderResponse;
import mercat.platform.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an order. For each event the order is asked for anew, under the rights of who
 * watches, and the next one waits until the client has been sent this one.
 */
final class OrderWatch {
  /** An order has five events at most; the rest is what was missed. */
  private static final int WAITING_MAX = 16;

  private static final Duration LOOK_PATIENCE = Duration.ofMillis(ApiRequest.DEADLINE_MS_MAX);
  private static final JsonMapper JSON = new JsonMapper();

  private final RoutingContext ctx;
  private final RemoteMethod method;
  private final Function<Deadline, Future<FindOrder.Reply>> order;
  private final RemoteResponder responder;
  private final Future<Void> ended;
  private final Deque<Optional<OrderEvent>> waiting = new ArrayDeque<>();
  private @Nullable Order shown;
  private boolean isBusy;
  private boolean isOver;

  OrderWatch(
      RoutingContext ctx,
      RemoteMethod method,
      Function<Deadline, Future<FindOrder.Reply>> order,
      RemoteResponder responder) {
    this.ctx = ctx;
    this.method = method;
    this.order = order;
    this.responder = responder;
    this.ended = CallEnd.of(ctx);
    ended.onComplete(over -> {
      if (!isOver) {
        isOver = true;
        responder.abandon(ctx);
      }
    });
    ended
        .timeout(CallHead.patience(ctx).toMillis() + 1, TimeUnit.MILLISECONDS)
        .onFailure(thrown -> {
          if (thrown instanceof TimeoutException) {
            fail(Problem.of(ErrorCode.OUTCOME_UNKNOWN, "watched long enough: begin again"));
          }
        });
  }

  /** Completes, or fails, when nobody watches any more. */
  Future<Void> ended() {
    return ended;
  }

  /**
   * Shows the order as it is now.
   *
   * @param event after which it is so; null to show it only where it differs from what was shown
   */
  void show(@Nullable OrderEvent event) {
    if (waiting.size() >= WAITING_MAX) {
      fail(Problem.overloaded());
      return;
    }
    waiting.add(Optional.ofNullable(event));
    next();
  }

  private void next() {
    if (isBusy || isOver || waiting.isEmpty()) {
      return;
    }
    isBusy = true;
    var event = waiting.remove();
    order
        .apply(Deadline.after(LOOK_PATIENCE))
        .compose(reply ->
            switch (reply) {
              case FindOrder.Reply.Found(var found) -> send(event, found);
              case FindOrder.Reply.Unknown unknown -> Future.<Void>failedFuture(Problem.notFound());
            })
        .onComplete(
            sent -> {
              isBusy = false;
              next();
            },
            thrown -> fail(ProblemHandler.of(thrown, RequestTelemetry.trace(ctx))));
  }

  private Future<Void> send(Optional<OrderEvent> event, Order found) {
    if (isOver || (event.isEmpty() && found.equals(shown))) {
      return Future.succeededFuture();
    }
    shown = found;
    var message = WatchOrderResponse.newBuilder();
    event.ifPresent(message::setEvent);
    message.setOrder(
        (mercat.grpc.commerce.v1.Order)
            ProtoJson.message(mercat.grpc.commerce.v1.Order.getDefaultInstance(), json(found)));
    var sent = responder.write(ctx, message.build());
    if (isFinal(found)) {
      return sent.onComplete(written -> end());
    }
    return sent;
  }

  private void end() {
    if (!isOver) {
      isOver = true;
      responder.end(ctx);
    }
  }

  /** Ends the stream, unless it has ended. */
  void fail(Problem problem) {
    if (!isOver) {
      isOver = true;
      responder.fail(ctx, problem, method::field);
    }
  }

  private static boolean isFinal(Order order) {
    return order.status() == OrderStatus.REJECTED
        || order.status() == OrderStatus.CANCELLED
        || order.status() == OrderStatus.CLOSED
        || order.fulfilmentStatus() == FulfilmentStatus.SHIPPED;
  }

  private static JsonNode json(Order order) {
    try {
      return JSON.readTree(ApiJson.write(order).getBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
