package mercat.promotions;

import static mercat.promotions.RunningPromotions.DISCOUNT;
import static mercat.promotions.RunningPromotions.asked;
import static mercat.promotions.RunningPromotions.cancelled;
import static mercat.promotions.RunningPromotions.rejected;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRedeemed;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.CouponReleased;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.contracts.promotions.RedeemCoupon.Reply;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What orders decides, and what it does to the uses of a coupon. */
class ReleaseRedemptionsIT {
  @AutoClose static final RunningPromotions promotions = new RunningPromotions();

  private final CouponCode code = promotions.holding(it -> it.limit = 1L).code();
  private final OrderId fresh = Fresh.orderId();

  @Test
  void givesTheUseOfARejectedOrderToTheNext() {
    var id = promotions.redeemed(code);
    promotions.hears(rejected(id));
    assertReleased(id);
    promotions.redeemed(code);
    assertThat(promotions.used(code)).isEqualTo(1);
  }

  @Test
  void givesBackToTheBuyerToo() {
    var ann = UUID.randomUUID();
    var once = promotions.holding(it -> it.limitPerCustomer = 1L).code();
    var id = promotions.redeemed(once, ann);
    assertThat(promotions.ask(asked(once, ann)))
        .isEqualTo(new Reply.Refused(CouponRefusal.COUPON_LIMIT_REACHED));
    promotions.hears(cancelled(id));
    promotions.redeemed(once, ann);
  }

  @Test
  void givesBackOnceHoweverOftenItIsTold() {
    var first = promotions.redeemed(code);
    promotions.hears(cancelled(first), cancelled(first));
    promotions.hears(rejected(first));
    assertReleased(first);
    assertThat(promotions.used(code)).isZero();
    assertThat(promotions.ask(new RedeemCoupon(first, code, UUID.randomUUID(), DISCOUNT)))
        .as("a repeat after the release")
        .isEqualTo(new Reply.AlreadySettled());
    assertThat(promotions.used(code)).isZero();
  }

  @Test
  void leavesATombstoneThatALateRedeemFinds() {
    promotions.hears(rejected(fresh));
    assertThat(promotions.redemption(fresh)).containsExactly("released -");
    assertThat(promotions.ask(new RedeemCoupon(fresh, code, UUID.randomUUID(), DISCOUNT)))
        .isEqualTo(new Reply.AlreadySettled());
    assertThat(promotions.used(code)).isZero();
    assertThat(promotions.announced(fresh)).isEmpty();
  }

  @Test
  void writesNothingOfOrdersThatHadNoCoupon() {
    promotions.hears(new OrderRejected(fresh, "out_of_stock", Set.of()), cancelled(fresh));
    assertThat(promotions.redemption(fresh)).isEmpty();
    assertThat(promotions.announced(fresh)).isEmpty();
  }

  @Test
  void aReleaseWaitsForTheRedeemUnderWayAndGivesItsUseBack() {
    var held = promotions.hold(code);
    var redeeming = promotions.asking(new RedeemCoupon(fresh, code, UUID.randomUUID(), DISCOUNT));
    promotions.database().awaitWaiting(1);
    promotions.announces(rejected(fresh));
    promotions.database().awaitWaiting(2);
    held.release();
    assertThat(get(redeeming)).isEqualTo(new Reply.Redeemed(fresh));
    promotions.awaitFollowed("promotions", "orders");
    assertReleased(fresh);
    assertThat(promotions.used(code)).isZero();
  }

  @Test
  void aRedeemWaitsForTheReleaseUnderWayAndFindsItsTombstone() {
    var early = promotions.redeemed(code);
    var other = promotions.holding(it -> {}).code();
    var held = promotions.hold(code);
    promotions.announces(rejected(fresh), rejected(early));
    promotions.database().awaitWaiting(1);
    var redeeming = promotions.asking(new RedeemCoupon(fresh, other, UUID.randomUUID(), DISCOUNT));
    promotions.database().awaitWaiting(2);
    held.release();
    assertThat(get(redeeming)).isEqualTo(new Reply.AlreadySettled());
    promotions.awaitFollowed("promotions", "orders");
    assertThat(promotions.used(code)).isZero();
    assertThat(promotions.used(other)).isZero();
  }

  private static void assertReleased(OrderId id) {
    assertThat(promotions.redemption(id)).singleElement().asString().startsWith("released ");
    assertThat(promotions.announced(id))
        .satisfiesExactly(
            first -> assertThat(first).isInstanceOf(CouponRedeemed.class),
            second -> assertThat(second).isInstanceOf(CouponReleased.class));
  }
}
