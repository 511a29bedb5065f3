package mercat.orders;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.Order;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * An order with what only this context knows of it.
 *
 * @param refusal null unless it was rejected
 * @param bodyHash SHA-256 of what was asked for
 * @param couponHolder whose uses of its coupon are counted together, null where it has none
 * @param epoch counts take-overs of its process
 * @param isOverdue whether its payment deadline has passed
 */
record StoredOrder(
    Order order,
    @Nullable Refusal refusal,
    Buffer bodyHash,
    @Nullable Buffer couponHolder,
    String paymentMethod,
    String paymentToken,
    int epoch,
    boolean isOverdue) {

  OrderId id() {
    return order.id();
  }

  OrderState state() {
    return new OrderState(order.status(), order.paymentStatus(), order.fulfilmentStatus());
  }

  Money total() {
    return order.totals().total();
  }

  List<Line> reservationLines() {
    return order.lines().stream().map(line -> new Line(line.sku(), line.quantity())).toList();
  }

  StoredOrder moved(MovedOrder move) {
    var state = move.state();
    var changed =
        new Order(
            order.id(),
            order.number(),
            state.status(),
            order.lines(),
            order.totals(),
            state.payment(),
            state.fulfilment(),
            order.placedAt(),
            move.confirmedAt(),
            order.coupon());
    return new StoredOrder(
        changed,
        move.refusal(),
        bodyHash,
        couponHolder,
        paymentMethod,
        paymentToken,
        epoch,
        isOverdue);
  }
}
