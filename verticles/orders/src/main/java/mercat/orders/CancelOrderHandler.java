package mercat.orders;

import static java.util.Objects.requireNonNull;
import static mercat.platform.Await.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.contracts.OrderId;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOrder.Reply;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderStatus;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.RejectionReason;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.RequestHandler;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;

/**
 * Lets whom an order belongs to end it: a pending one is rejected unless confirm won, a confirmed
 * one is cancelled unless it was shipped.
 */
final class CancelOrderHandler implements RequestHandler<CancelOrder, Reply> {
  /** The scope that makes somebody a member of the staff here. */
  private static final String STAFF = "orders:write";

  private final OrderTokens tokens;
  private final PlacedOrders placed;
  private final OrderMoves moves;
  private final CheckoutSteps steps;
  private final Mailbox<OrderId, Reply> cancelling;

  CancelOrderHandler(
      BoundedContext orders,
      OrderTokens tokens,
      PlacedOrders placed,
      OrderMoves moves,
      CheckoutSteps steps) {
    this.tokens = tokens;
    this.placed = placed;
    this.moves = moves;
    this.steps = steps;
    this.cancelling = orders.mailbox("CancelOrders", this::cancel);
  }

  @Override
  public Reply handle(CancelOrder request, Call call) {
    return tokens.mayAccess(call.actor(), STAFF, request.orderId(), request.orderToken())
        ? await(cancelling.submit(request.orderId(), call))
        : new Reply.Unknown();
  }

  Reply cancelOwn(CancelOwnOrder request, Call call) {
    var id = request.orderId();
    return placed.own(id, call.actor().requireCustomer()).isPresent()
        ? await(cancelling.submit(id, call))
        : new Reply.Unknown();
  }

  private List<Reply> cancel(Tx tx, List<Asked<OrderId>> batch) {
    var orders = new HashMap<>(placed.lock(tx, Asked.requests(batch)));
    return batch.stream().map(asked -> cancel(tx, asked, orders)).toList();
  }

  /** Cancels one order; a later request of the batch finds it as this one leaves it. */
  private Reply cancel(Tx tx, Asked<OrderId> asked, Map<OrderId, StoredOrder> orders) {
    var id = asked.request();
    var order = orders.get(id);
    if (order == null) {
      return new Reply.Unknown();
    }
    return switch (order.state().cancel()) {
      case OrderState.Move.Forward(var to) -> {
        var moved =
            order.moved(
                order.state().status() == OrderStatus.PENDING
                    ? reject(tx, order, asked.call())
                    : end(tx, order, to, asked.call()));
        orders.put(id, moved);
        if (asked.call().actor().hasScope(STAFF)) {
          note(tx, asked.call(), order.order(), moved.order());
        }
        yield new Reply.Cancelled(moved.order());
      }
      case OrderState.Move.Repeated repeated -> new Reply.Cancelled(order.order());
      case OrderState.Move.Refused refused -> new Reply.TooLate(order.order());
    };
  }

  private static void note(Tx tx, Call call, Order before, Order after) {
    StaffActions.note(
        tx,
        call,
        before.id().value(),
        "cancelOrder",
        "order:" + before.id(),
        Map.of("status", EnumText.of(before.status())),
        Map.of("status", EnumText.of(after.status())));
  }

  private MovedOrder reject(Tx tx, StoredOrder order, Call call) {
    var settlement = Settlement.of(order, steps.undoingAll(RejectionReason.CANCELLED, order));
    var moved = requireNonNull(moves.settle(tx, List.of(settlement)).get(order.id()));
    tx.append(call, order.id().value(), settlement.event());
    return moved;
  }

  private MovedOrder end(Tx tx, StoredOrder order, OrderState to, Call call) {
    var moved = moves.store(tx, order.id(), to);
    tx.append(call, order.id().value(), new OrderCancelled(order.id(), order.total()));
    return moved;
  }
}
