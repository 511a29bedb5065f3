package mercat.orders;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import mercat.contracts.orders.Step;
import mercat.orders.domain.Refusal;
import mercat.orders.domain.Rejection;
import mercat.orders.domain.RejectionReason;
import mercat.platform.bus.Bus;

/**
 * What checkout asks of others, one step after the other, between placing an order and confirming
 * it. Their order decides who must undo something when the order is rejected on the way.
 */
record CheckoutSteps(List<CheckoutStep> inOrder) {
  /** The steps there are. A further step is one more line. */
  static CheckoutSteps of(Bus bus, OrderTokens tokens) {
    return new CheckoutSteps(
        List.of(
            new ReserveStep(bus), // every line is held, or none
            new RedeemStep(bus, tokens), // its coupon is used, where it has one
            new AuthorizeStep(bus))); // the total is authorized
  }

  /** The steps of this order. */
  List<CheckoutStep> takenFor(StoredOrder order) {
    return inOrder.stream().filter(step -> step.isTakenFor(order)).toList();
  }

  /**
   * A rejection because one step was refused: the steps before it were done, and none behind it was
   * asked for.
   */
  Rejection refusedAt(Step refused, Refusal refusal, StoredOrder order) {
    var done = EnumSet.noneOf(Step.class);
    for (var step : takenFor(order)) {
      if (step.undone() == refused) {
        return new Rejection(refusal, done);
      }
      done.add(step.undone());
    }
    throw new IllegalStateException("no step of checkout: " + refused);
  }

  /** A rejection when nobody knows how far the checkout came: every step is undone. */
  Rejection undoingAll(RejectionReason reason, StoredOrder order) {
    var all = takenFor(order).stream().map(CheckoutStep::undone).collect(Collectors.toSet());
    return new Rejection(Refusal.of(reason), all);
  }
}
