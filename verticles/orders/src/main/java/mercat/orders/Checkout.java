package mercat.orders;

import static mercat.platform.Await.await;

import java.time.Duration;
import java.util.Optional;
import mercat.orders.OrderMoves.PaymentInDoubt;
import mercat.orders.domain.Rejection;
import mercat.orders.domain.RejectionReason;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.FailPoint;
import mercat.platform.Failure;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that takes an order: it is placed, the steps of {@link CheckoutSteps} are taken one
 * after the other, and it is confirmed.
 *
 * <p>Every step answers a repeat as before, so recovery is to take the same steps again. A step
 * that fails without an answer leaves the order pending, and recovery finds it when its lease is
 * over.
 */
final class Checkout {
  private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);

  private final CheckoutSteps steps;
  private final PlacedOrders placed;
  private final Duration patience;
  private final CheckoutsInFlight inFlight;
  private final Mailbox<NewOrder, NewOrder.Stored> placing;
  private final Mailbox<Settlement, Optional<MovedOrder>> settling;
  private final Mailbox<PaymentInDoubt, Optional<MovedOrder>> marking;
  private final FailPoint afterSettle = FailPoint.named("orders.checkout.after-settle");

  Checkout(
      BoundedContext orders,
      CheckoutSteps steps,
      PlacedOrders placed,
      OrderMoves moves,
      OrdersConfig config) {
    this.steps = steps;
    this.placed = placed;
    this.patience = config.patience();
    this.inFlight = new CheckoutsInFlight(orders, placed, patience);
    this.placing = orders.mailbox("StoreOrders", new StoreOrders(placed));
    this.settling = orders.mailbox("SettleOrders", new SettleOrders(moves));
    this.marking =
        orders.mailbox(
            "MarkPaymentsInDoubt",
            (tx, batch) -> {
              var marked = moves.markInDoubt(tx, Asked.requests(batch));
              return batch.stream()
                  .map(asked -> Optional.ofNullable(marked.get(asked.request().orderId())))
                  .toList();
            });
  }

  /**
   * Takes a new order from its first step to its last. The order of a used key is returned as the
   * checkout of its first request leaves it.
   */
  NewOrder.Stored run(NewOrder order, Call call) {
    var stored = await(placing.submit(order, call));
    return stored.isNew() ? new NewOrder.Stored(resume(stored.order(), call), true) : stored;
  }

  /**
   * Takes a placed order through its steps, as far as it comes within the buyer's patience. It is
   * pending when that was not far enough.
   */
  StoredOrder resume(StoredOrder order, Call call) {
    return inFlight.run(
        order,
        () -> {
          try {
            return takeSteps(order, call.passedOnBy("orders", patience));
          } catch (Failure unanswered) {
            Trace.on(LOG.atInfo(), call.trace())
                .addKeyValue("order", order.id())
                .addKeyValue("failure", unanswered.toString())
                .log("checkout interrupted, recovery goes on");
            return order;
          }
        });
  }

  /** The order as its checkout leaves it, wherever that runs. */
  StoredOrder awaitEnd(StoredOrder order) {
    return inFlight.awaitEnd(order);
  }

  private StoredOrder takeSteps(StoredOrder order, Call call) {
    for (var step : steps.takenFor(order)) {
      switch (step.take(order, call)) {
        case CheckoutStep.Outcome.Done done -> {}
        case CheckoutStep.Outcome.Refused(var refusal) -> {
          return settle(order, steps.refusedAt(step.undone(), refusal, order), call);
        }
        case CheckoutStep.Outcome.InDoubt doubt -> {
          return markInDoubt(order, call);
        }
        case CheckoutStep.Outcome.Superseded superseded -> {
          return placed.asItStands(order);
        }
      }
    }
    return settle(order, null, call);
  }

  /** Rejects a placed order of which nobody knows how far it came. */
  StoredOrder reject(StoredOrder order, RejectionReason reason, Call call) {
    return settle(order, steps.undoingAll(reason, order), call);
  }

  /** The last step, confirm: a compare-and-set that decides, or finds that somebody else has. */
  private StoredOrder settle(StoredOrder order, @Nullable Rejection rejection, Call call) {
    var moved = await(settling.submit(Settlement.of(order, rejection), call));
    afterSettle.reach();
    return moved.map(order::moved).orElseGet(() -> placed.asItStands(order));
  }

  private StoredOrder markInDoubt(StoredOrder order, Call call) {
    var moved = await(marking.submit(new PaymentInDoubt(order.id(), order.epoch()), call));
    Trace.on(LOG.atDebug(), call.trace()).addKeyValue("order", order.id()).log("payment in doubt");
    return moved.map(order::moved).orElseGet(() -> placed.asItStands(order));
  }
}
