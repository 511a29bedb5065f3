package mercat.payments.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.PaymentAuthorized;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentDeclined;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentUnknown;
import mercat.payments.domain.Payment.WantedEnd;
import org.junit.jupiter.api.Test;

class PaymentChangeTest {
  private static final UUID ORDER = new UUID(1, 2);
  private static final OrderId ID = new OrderId(ORDER);
  private static final Money FIVE = new Money(500, "GBP");

  @Test
  void announcesAnAuthorizationThatSomebodyWaitsForOnce() {
    assertThat(decide(PaymentState.SENT, new ProviderOutcome.Approved(), false).events())
        .containsExactly(new PaymentAuthorized(ID, FIVE));
  }

  @Test
  void tellsOrdersOfAnOutcomeThatNobodyWaitsFor() {
    assertThat(decide(PaymentState.SENT, new ProviderOutcome.Approved(), true).events())
        .containsExactly(new PaymentAuthorized(ID, FIVE), new PaymentResolved(ID, true, ""));
    assertThat(decide(PaymentState.UNKNOWN, new ProviderOutcome.Denied("stolen"), false).events())
        .containsExactly(new PaymentDeclined(ID, FIVE), new PaymentResolved(ID, false, "stolen"));
  }

  @Test
  void announcesDoubtOnce() {
    assertThat(decide(PaymentState.SENT, new ProviderOutcome.Unclear(), false).events())
        .containsExactly(new PaymentUnknown(ID, FIVE));
    assertThat(decide(PaymentState.UNKNOWN, new ProviderOutcome.Unclear(), true).isMove())
        .isFalse();
  }

  @Test
  void postsWhatWasTakenOnce() {
    var taken = decide(PaymentState.CAPTURING, new ProviderEvidence.CaptureDone(), true);
    assertThat(taken.events()).containsExactly(new PaymentCaptured(ID, FIVE));
    assertThat(taken.entries())
        .containsExactly(LedgerEntry.capture(ORDER, "provider:sandbox", FIVE));
    var again = decide(PaymentState.CAPTURED, new ProviderEvidence.CaptureDone(), true);
    assertThat(again.isMove()).isFalse();
    assertThat(again.entries()).isEmpty();
    assertThat(again.events()).isEmpty();
    assertThat(again.isContradiction()).isFalse();
  }

  @Test
  void postsEveryPartThatGoesBack() {
    var refundId = new UUID(3, 4);
    var returned =
        decide(PaymentState.CAPTURED, new ProviderEvidence.RefundDone(refundId, 200), true);
    var two = new Money(200, "GBP");
    assertThat(returned.entries())
        .containsExactly(LedgerEntry.refund(refundId, "provider:sandbox", two));
    assertThat(returned.events())
        .containsExactly(new PaymentRefunded(ID, refundId, two, two, FIVE));
  }

  @Test
  void findsTheDenial() {
    assertThat(
            decide(PaymentState.CAPTURED, new ProviderOutcome.Denied("?"), true).isContradiction())
        .isTrue();
  }

  private static PaymentChange decide(
      PaymentState state, ProviderEvidence evidence, boolean isLate) {
    var wanted =
        state == PaymentState.CAPTURING || state == PaymentState.CAPTURED
            ? WantedEnd.CAPTURED
            : WantedEnd.UNDECIDED;
    var before = new Payment(ORDER, "sandbox", FIVE, state, wanted, "", 0);
    return PaymentChange.of(before, new ReceivedEvidence(ORDER, evidence, null, isLate));
  }
}
