package mercat.orders;

import java.util.List;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOrder.Reply;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.PaymentStatus;
import mercat.orders.domain.Rejection;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/**
 * Ends orders: a pending one is rejected unless confirm won, a confirmed one is cancelled unless it
 * was shipped.
 */
final class CancelOrders implements BatchHandler<CancelOrder, Reply> {
  private final OrderStore store;
  private final SettleOrders settling;

  CancelOrders(OrderStore store, SettleOrders settling) {
    this.store = store;
    this.settling = settling;
  }

  @Override
  public List<Reply> handle(Tx tx, List<Asked<CancelOrder>> batch) {
    store.lockAll(tx, batch.stream().map(asked -> asked.request().orderId()).toList());
    return batch.stream().map(asked -> cancel(tx, asked.request(), asked.call())).toList();
  }

  private Reply cancel(Tx tx, CancelOrder request, Call call) {
    var found = store.lock(tx, request.orderId());
    if (found.isEmpty()) {
      return new Reply.Unknown();
    }
    var stored = found.get();
    var order = stored.order();
    return switch (order.status()) {
      case PENDING -> {
        var rejection = Rejection.of(Rejection.CANCELLED, PaymentStatus.VOIDED);
        var settlement =
            new Settlement(order.id(), stored.epoch(), order.totals().total(), rejection);
        var unused =
            settling.settle(
                tx,
                List.of(settlement),
                (settled, event) -> tx.append(call, order.id().value(), event));
        yield cancelled(tx, request);
      }
      case CONFIRMED -> {
        if (order.fulfilmentStatus() != FulfilmentStatus.NONE) {
          yield new Reply.TooLate(order);
        }
        store.cancel(tx, order.id());
        tx.append(call, order.id().value(), new OrderCancelled(order.id(), order.totals().total()));
        yield cancelled(tx, request);
      }
      case CANCELLED -> new Reply.Cancelled(order);
      case REJECTED -> new Reply.Cancelled(order);
      case CLOSED -> new Reply.TooLate(order);
    };
  }

  private Reply cancelled(Tx tx, CancelOrder request) {
    return store
        .lock(tx, request.orderId())
        .<Reply>map(stored -> new Reply.Cancelled(stored.order()))
        .orElseGet(Reply.Unknown::new);
  }
}
