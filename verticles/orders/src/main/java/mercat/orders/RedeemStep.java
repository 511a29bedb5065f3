package mercat.orders;

import static java.util.Objects.requireNonNull;
import static mercat.platform.Await.await;

import mercat.contracts.orders.Step;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.orders.domain.Refusal;
import mercat.orders.domain.RejectionReason;
import mercat.platform.Call;
import mercat.platform.FailPoint;
import mercat.platform.bus.Bus;

/** Asks promotions to count the order's coupon as used. Only of orders that have one. */
record RedeemStep(Bus bus, OrderTokens tokens) implements CheckoutStep {
  private static final FailPoint AFTER = FailPoint.named("orders.checkout.after-redeem");

  @Override
  public Step undone() {
    return Step.COUPON;
  }

  @Override
  public boolean isTakenFor(StoredOrder order) {
    return order.order().coupon() != null;
  }

  @Override
  public Outcome take(StoredOrder order, Call call) {
    var request =
        new RedeemCoupon(
            order.id(),
            requireNonNull(order.order().coupon()),
            tokens.pseudonym(requireNonNull(order.couponHolder())),
            order.order().totals().discount());
    var reply = await(bus.ask(request, call));
    AFTER.reach();
    return switch (reply) {
      case RedeemCoupon.Reply.Redeemed redeemed -> new Outcome.Done();
      case RedeemCoupon.Reply.Refused(var reason) ->
          new Outcome.Refused(Refusal.of(RejectionReason.of(reason)));
      case RedeemCoupon.Reply.AlreadySettled settled -> new Outcome.Superseded();
    };
  }
}
