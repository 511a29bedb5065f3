package mercat.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.Step;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.orders.domain.Refusal;
import mercat.orders.domain.Rejection;
import mercat.orders.domain.RejectionReason;
import mercat.platform.Call;
import mercat.testkit.Fresh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A refusal at one step proves that no later one was asked: only what was asked is undone. */
class CheckoutStepsTest {
  private static final CheckoutSteps STEPS = steps(Step.STOCK, Step.COUPON, Step.PAYMENT);

  private static final StoredOrder PLAIN = order(null);
  private static final StoredOrder WITH_COUPON = order(new CouponCode("SPRING"));

  private record StandingStep(Step undone) implements CheckoutStep {
    @Override
    public boolean isTakenFor(StoredOrder order) {
      return undone != Step.COUPON || order.order().coupon() != null;
    }

    @Override
    public Outcome take(StoredOrder order, Call call) {
      return new Outcome.Done();
    }
  }

  @Test
  void asksNobodyToUndoWhatWasNeverHeld() {
    var refusal = Refusal.outOfStock(List.of(new Shortage(new Sku("CUP"), 2, 1)));
    assertThat(STEPS.refusedAt(Step.STOCK, refusal, WITH_COUPON))
        .isEqualTo(new Rejection(refusal, Set.of()));
    assertThat(refusal.reason().payment()).isEqualTo(PaymentStatus.NONE);
  }

  @Test
  void asksForTheStockBackWhenThePaymentIsDeclined() {
    var refusal = Refusal.declined("card_declined");
    assertThat(STEPS.refusedAt(Step.PAYMENT, refusal, PLAIN))
        .isEqualTo(new Rejection(refusal, Set.of(Step.STOCK)));
    assertThat(STEPS.refusedAt(Step.PAYMENT, refusal, WITH_COUPON))
        .isEqualTo(new Rejection(refusal, Set.of(Step.STOCK, Step.COUPON)));
    assertThat(refusal.reason().payment()).isEqualTo(PaymentStatus.DECLINED);
  }

  @Test
  void asksForTheStockBackWhenTheCouponIsRefused() {
    for (var refused : CouponRefusal.values()) {
      var refusal = Refusal.of(RejectionReason.of(refused));
      assertThat(refusal.reason().name()).isEqualTo(refused.name());
      assertThat(STEPS.refusedAt(Step.COUPON, refusal, WITH_COUPON))
          .isEqualTo(new Rejection(refusal, Set.of(Step.STOCK)));
    }
  }

  @Test
  void saysOfACouponWhatANodeOfTheVersionBeforeCanRead() {
    var refusal = Refusal.declined("no");
    assertThat(event(STEPS.refusedAt(Step.PAYMENT, refusal, WITH_COUPON), WITH_COUPON))
        .isEqualTo(
            new OrderRejected(
                WITH_COUPON.id(), "payment_declined", Set.of(Step.STOCK), Boolean.TRUE));
    assertThat(event(STEPS.refusedAt(Step.PAYMENT, refusal, PLAIN), PLAIN))
        .isEqualTo(new OrderRejected(PLAIN.id(), "payment_declined", Set.of(Step.STOCK), null));
  }

  private static Event event(Rejection rejection, StoredOrder order) {
    return Settlement.of(order, rejection).event();
  }

  @Test
  void asksEverybodyToUndoWhenNobodyKnowsHowFarItCame() {
    var refusal = Refusal.of(RejectionReason.CANCELLED);
    assertThat(STEPS.undoingAll(RejectionReason.CANCELLED, WITH_COUPON))
        .isEqualTo(new Rejection(refusal, Set.of(Step.values())));
    assertThat(STEPS.undoingAll(RejectionReason.CANCELLED, PLAIN))
        .isEqualTo(new Rejection(refusal, Set.of(Step.STOCK, Step.PAYMENT)));
  }

  @Test
  void followsTheOrderInWhichTheStepsAreTaken() {
    var reversed = steps(Step.PAYMENT, Step.STOCK);
    assertThat(reversed.refusedAt(Step.PAYMENT, Refusal.declined("no"), PLAIN).asked()).isEmpty();
    assertThat(reversed.refusedAt(Step.STOCK, Refusal.outOfStock(List.of()), PLAIN).asked())
        .containsExactly(Step.PAYMENT);
  }

  @Test
  void knowsNoRefusalAtAStepThatIsNeverTaken() {
    assertThatThrownBy(
            () -> steps(Step.STOCK).refusedAt(Step.PAYMENT, Refusal.declined("no"), PLAIN))
        .isInstanceOf(IllegalStateException.class);
  }

  private static CheckoutSteps steps(Step... undone) {
    return new CheckoutSteps(
        List.of(undone).stream().<CheckoutStep>map(StandingStep::new).toList());
  }

  private static StoredOrder order(@Nullable CouponCode coupon) {
    var nothing = new Money(0, "GBP");
    var order =
        new Order(
            Fresh.orderId(),
            "M1",
            OrderStatus.PENDING,
            List.of(),
            new OrderTotals(nothing, nothing, nothing, nothing, nothing),
            PaymentStatus.NONE,
            FulfilmentStatus.NONE,
            Instant.EPOCH,
            null,
            coupon);
    return new StoredOrder(order, null, Buffer.buffer(), null, "card", "tok_ok", 0, false);
  }
}
