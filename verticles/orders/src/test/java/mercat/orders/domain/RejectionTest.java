package mercat.orders.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.Step;
import org.junit.jupiter.api.Test;

/** A refusal at one step proves that no later one was asked: only what was asked is undone. */
class RejectionTest {
  @Test
  void asksNobodyToUndoWhatWasNeverHeld() {
    var shortages = List.of(new Shortage(new Sku("CUP"), 2, 1));
    var rejection = Rejection.outOfStock(shortages);
    assertThat(rejection.reason()).isEqualTo("out_of_stock");
    assertThat(rejection.shortages()).isEqualTo(shortages);
    assertThat(rejection.asked()).isEmpty();
    assertThat(rejection.paymentStatus()).isEqualTo(PaymentStatus.NONE);
  }

  @Test
  void asksForTheStockBackWhenThePaymentIsDeclined() {
    var rejection = Rejection.declined("card_declined");
    assertThat(rejection.reason()).isEqualTo("payment_declined");
    assertThat(rejection.detail()).isEqualTo("card_declined");
    assertThat(rejection.asked()).containsExactly(Step.STOCK);
    assertThat(rejection.paymentStatus()).isEqualTo(PaymentStatus.DECLINED);
  }

  @Test
  void asksEverybodyToUndoWhenNobodyKnowsHowFarItCame() {
    var rejection = Rejection.of(Rejection.CANCELLED, PaymentStatus.VOIDED);
    assertThat(rejection.reason()).isEqualTo("cancelled");
    assertThat(rejection.asked()).containsExactlyInAnyOrder(Step.values());
  }
}
