package mercat.orders;

import static mercat.platform.Await.await;
import static mercat.platform.Await.awaitDone;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.platform.BoundedContext;
import mercat.platform.Deadline;

/**
 * The checkouts that this process runs: where a repeat of a buyer's request meets the first one.
 */
final class CheckoutsInFlight {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
  private static final Duration LOOK_AGAIN_MAX = Duration.ofMillis(400);

  private final BoundedContext context;
  private final PlacedOrders orders;
  private final Duration patience;
  private final Map<OrderId, Future<StoredOrder>> running = new ConcurrentHashMap<>();

  CheckoutsInFlight(BoundedContext context, PlacedOrders orders, Duration patience) {
    this.context = context;
    this.orders = orders;
    this.patience = patience;
  }

  /** Runs the checkout of an order; repeats wait for what it returns. */
  StoredOrder run(StoredOrder order, Supplier<StoredOrder> checkout) {
    var id = order.id();
    var end = Promise.<StoredOrder>promise();
    running.put(id, end.future());
    var reached = order;
    try {
      reached = checkout.get();
      return reached;
    } finally {
      running.remove(id, end.future());
      end.complete(reached);
    }
  }

  /**
   * The order as its checkout leaves it, wherever that runs: a repeat waits as the first request
   * does, and no longer. An order in doubt is answered at once. Looks become rarer: where a node is
   * so late that its buyers repeat themselves, each repeat would make it later.
   */
  StoredOrder awaitEnd(StoredOrder order) {
    var deadline = Deadline.after(patience);
    var seen = order;
    var pause = LOOK_AGAIN;
    while (isRunning(seen) && !deadline.hasPassed()) {
      var end = running.get(seen.id());
      if (end != null) {
        return await(end);
      }
      awaitDone(context.after(pause));
      pause = Collections.min(List.of(pause.multipliedBy(2), LOOK_AGAIN_MAX));
      seen = orders.asItStands(seen);
    }
    return seen;
  }

  private static boolean isRunning(StoredOrder order) {
    var state = order.state();
    return state.status() == OrderStatus.PENDING && state.payment() != PaymentStatus.IN_DOUBT;
  }
}
