package mercat.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.Step;
import mercat.orders.domain.Refusal;
import mercat.orders.domain.Rejection;
import mercat.orders.domain.RejectionReason;
import mercat.platform.Call;
import org.junit.jupiter.api.Test;

/** A refusal at one step proves that no later one was asked: only what was asked is undone. */
class CheckoutStepsTest {
  private static final CheckoutSteps STEPS = steps(Step.STOCK, Step.PAYMENT);

  private record StandingStep(Step undone) implements CheckoutStep {
    @Override
    public Outcome take(StoredOrder order, Call call) {
      return new Outcome.Done();
    }
  }

  @Test
  void asksNobodyToUndoWhatWasNeverHeld() {
    var refusal = Refusal.outOfStock(List.of(new Shortage(new Sku("CUP"), 2, 1)));
    assertThat(STEPS.refusedAt(Step.STOCK, refusal)).isEqualTo(new Rejection(refusal, Set.of()));
    assertThat(refusal.reason().payment()).isEqualTo(PaymentStatus.NONE);
  }

  @Test
  void asksForTheStockBackWhenThePaymentIsDeclined() {
    var refusal = Refusal.declined("card_declined");
    assertThat(STEPS.refusedAt(Step.PAYMENT, refusal))
        .isEqualTo(new Rejection(refusal, Set.of(Step.STOCK)));
    assertThat(refusal.reason().payment()).isEqualTo(PaymentStatus.DECLINED);
  }

  @Test
  void asksEverybodyToUndoWhenNobodyKnowsHowFarItCame() {
    assertThat(STEPS.undoingAll(RejectionReason.CANCELLED))
        .isEqualTo(new Rejection(Refusal.of(RejectionReason.CANCELLED), Set.of(Step.values())));
  }

  @Test
  void followsTheOrderInWhichTheStepsAreTaken() {
    var reversed = steps(Step.PAYMENT, Step.STOCK);
    assertThat(reversed.refusedAt(Step.PAYMENT, Refusal.declined("no")).asked()).isEmpty();
    assertThat(reversed.refusedAt(Step.STOCK, Refusal.outOfStock(List.of())).asked())
        .containsExactly(Step.PAYMENT);
  }

  @Test
  void knowsNoRefusalAtAStepThatIsNeverTaken() {
    assertThatThrownBy(() -> steps(Step.STOCK).refusedAt(Step.PAYMENT, Refusal.declined("no")))
        .isInstanceOf(IllegalStateException.class);
  }

  private static CheckoutSteps steps(Step... undone) {
    return new CheckoutSteps(
        List.of(undone).stream().<CheckoutStep>map(StandingStep::new).toList());
  }
}
