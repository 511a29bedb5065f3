package mercat.simulation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import org.jspecify.annotations.Nullable;

/**
 * What one buyer means to buy, under one key, and what befalls the order.
 *
 * @param number among all of the seed
 * @param coupon null for none
 * @param total by the price list, less what the coupon takes off
 * @param beginMs after which the buyer asks for the first time
 * @param attempts the buyer makes at most while there are faults
 * @param isDoubled whether the buyer asks twice at once
 * @param cancelMs after which staff cancels the order, whatever became of it by then
 * @param isCancelledByBuyer whether the buyer cancels the order when it is known
 * @param isShipped whether staff ships it when it is confirmed
 * @param refunds in percent of the total, for which staff asks when it is confirmed
 */
record BuyerPlan(
    int number,
    String email,
    String key,
    List<Line> cart,
    @Nullable CouponCode coupon,
    Money total,
    String token,
    int beginMs,
    int attempts,
    boolean isDoubled,
    OptionalInt cancelMs,
    boolean isCancelledByBuyer,
    boolean isShipped,
    List<Integer> refunds) {
  /** The same with a coupon by percent. */
  BuyerPlan with(Coupon other) {
    int percent = requireNonNull(other.terms().percent());
    long off = (total.amount() * percent + 50) / 100;
    return with(other.code(), new Money(total.amount() - off, total.currency()), isDoubled);
  }

  /** The same of a buyer who asks twice at once. */
  BuyerPlan doubled() {
    return with(coupon, total, true);
  }

  private BuyerPlan with(@Nullable CouponCode otherCoupon, Money otherTotal, boolean asksTwice) {
    return new BuyerPlan(
        number,
        email,
        key,
        cart,
        otherCoupon,
        otherTotal,
        token,
        beginMs,
        attempts,
        asksTwice,
        cancelMs,
        isCancelledByBuyer,
        isShipped,
        refunds);
  }

  /** Whether the provider would ever let it be paid. */
  boolean isPayable() {
    return Plan.PAYABLE.contains(token);
  }
}
