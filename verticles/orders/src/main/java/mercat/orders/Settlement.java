package mercat.orders;

import java.util.EnumSet;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.orders.domain.Rejection;
import mercat.platform.EnumText;
import org.jspecify.annotations.Nullable;

/**
 * A pending order about to be decided: the last step of checkout.
 *
 * @param epoch the take-over under which the process works; another has moved on
 * @param rejection null to confirm
 */
record Settlement(OrderId orderId, int epoch, Money total, @Nullable Rejection rejection) {
  static Settlement of(StoredOrder order, @Nullable Rejection rejection) {
    return new Settlement(order.id(), order.epoch(), order.total(), rejection);
  }

  /** What is announced when this settlement has decided. */
  Event event() {
    return rejection == null ? new OrderConfirmed(orderId, total) : rejected(rejection);
  }

  /** Says in a field of its own what a node of the version before does not know. */
  private OrderRejected rejected(Rejection rejection) {
    var asked = EnumSet.noneOf(Step.class);
    asked.addAll(rejection.asked());
    boolean isCouponAsked = asked.remove(Step.COUPON);
    return new OrderRejected(
        orderId,
        EnumText.of(rejection.refusal().reason()),
        asked,
        isCouponAsked ? Boolean.TRUE : null);
  }
}
