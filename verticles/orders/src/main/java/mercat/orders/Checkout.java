package mercat.orders;

import static mercat.platform.Await.await;
import static mercat.platform.Await.awaitDone;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.payments.AuthorizePayment;
import mercat.orders.domain.Rejection;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.FailPoint;
import mercat.platform.Failure;
import mercat.platform.bus.Bus;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that takes a stored order to its fate: reserve the stock, authorize the payment,
 * confirm.
 *
 * <p>Every step answers a repeat as before, so recovery is to run the same lines again. A step that
 * fails without an answer leaves the order pending, and recovery finds it when its lease is over.
 */
final class Checkout {
  private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

  private final BoundedContext orders;
  private final Bus bus;
  private final Mailbox<Settlement, Settlement.Settled> settling;
  private final Mailbox<Doubt, Doubt.Noted> doubting;
  private final OrderStore store;
  private final OrdersConfig config;
  private final Map<UUID, Future<StoredOrder>> underWay = new ConcurrentHashMap<>();
  private final FailPoint beforeReserve = FailPoint.named("orders.checkout.before-reserve");
  private final FailPoint afterReserve = FailPoint.named("orders.checkout.after-reserve");
  private final FailPoint afterAuthorize = FailPoint.named("orders.checkout.after-authorize");
  private final FailPoint afterSettle = FailPoint.named("orders.checkout.after-settle");

  Checkout(
      BoundedContext orders,
      Mailbox<Settlement, Settlement.Settled> settling,
      Mailbox<Doubt, Doubt.Noted> doubting,
      OrderStore store,
      OrdersConfig config) {
    this.orders = orders;
    this.bus = orders.bus();
    this.settling = settling;
    this.doubting = doubting;
    this.store = store;
    this.config = config;
  }

  /**
   * Drives the order as far as it goes within the buyer's patience. Pending when that was not far
   * enough.
   */
  StoredOrder drive(StoredOrder stored, Call call) {
    var id = stored.order().id().value();
    var fate = Promise.<StoredOrder>promise();
    underWay.put(id, fate.future());
    StoredOrder reached = stored;
    try {
      reached = reserve(stored, call.passedOnBy("orders", config.patience()));
    } catch (Failure unanswered) {
      Trace.on(LOG.atInfo(), call.trace())
          .addKeyValue("order", id)
          .addKeyValue("failure", unanswered.toString())
          .log("checkout interrupted, recovery goes on");
    } finally {
      underWay.remove(id);
      fate.complete(reached);
    }
    return reached;
  }

  /**
   * The order as whoever drives it leaves it: a repeat waits as the first request does, and no
   * longer. An order in doubt is told at once.
   */
  StoredOrder fateOf(StoredOrder stored) {
    var patience = Deadline.after(config.patience());
    var seen = stored;
    while (isDriven(seen) && !patience.hasPassed()) {
      var fate = underWay.get(seen.order().id().value());
      if (fate != null) {
        return await(fate);
      }
      awaitDone(orders.after(LOOK_AGAIN));
      seen = asItStands(seen);
    }
    return seen;
  }

  private static boolean isDriven(StoredOrder stored) {
    return stored.order().status() == OrderStatus.PENDING
        && stored.order().paymentStatus() != PaymentStatus.IN_DOUBT;
  }

  private StoredOrder reserve(StoredOrder stored, Call call) {
    var order = stored.order();
    beforeReserve.reach();
    var reply = await(bus.ask(new ReserveStock(order.id(), stored.reservationLines()), call));
    afterReserve.reach();
    return switch (reply) {
      case ReserveStock.Reply.Reserved reserved -> authorize(stored, call);
      case ReserveStock.Reply.OutOfStock(var shortages) ->
          settle(stored, Rejection.outOfStock(shortages), call);
      case ReserveStock.Reply.AlreadySettled settled -> asItStands(stored);
    };
  }

  private StoredOrder authorize(StoredOrder stored, Call call) {
    var order = stored.order();
    var request =
        new AuthorizePayment(
            order.id(), order.totals().total(), stored.paymentMethod(), stored.paymentToken());
    var reply = await(bus.ask(request, call));
    afterAuthorize.reach();
    return switch (reply) {
      case AuthorizePayment.Reply.Authorized authorized -> settle(stored, null, call);
      case AuthorizePayment.Reply.Declined(var reason) ->
          settle(stored, Rejection.declined(reason), call);
      case AuthorizePayment.Reply.InDoubt doubt -> inDoubt(stored, call);
    };
  }

  /** The last step: a compare-and-set that decides, or finds that somebody else has. */
  StoredOrder settle(StoredOrder stored, @Nullable Rejection rejection, Call call) {
    var order = stored.order();
    var settlement = new Settlement(order.id(), stored.epoch(), order.totals().total(), rejection);
    var settled = await(settling.submit(settlement, call));
    afterSettle.reach();
    if (!settled.moved()) {
      return asItStands(stored);
    }
    var status = rejection == null ? OrderStatus.CONFIRMED : OrderStatus.REJECTED;
    var payment = rejection == null ? PaymentStatus.AUTHORIZED : rejection.paymentStatus();
    var changed =
        new Order(
            order.id(),
            order.number(),
            status,
            order.lines(),
            order.totals(),
            payment,
            order.fulfilmentStatus(),
            order.placedAt(),
            settled.confirmedAt());
    return rejection == null ? stored.with(changed) : stored.rejected(changed, rejection);
  }

  private StoredOrder inDoubt(StoredOrder stored, Call call) {
    var noted = await(doubting.submit(new Doubt(stored.order().id(), stored.epoch()), call));
    Trace.on(LOG.atDebug(), call.trace())
        .addKeyValue("order", noted.orderId())
        .log("payment in doubt");
    return asItStands(stored);
  }

  private StoredOrder asItStands(StoredOrder stored) {
    return store.byId(stored.order().id()).orElse(stored);
  }
}
