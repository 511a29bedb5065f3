package mercat.payments.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import mercat.contracts.Money;
import mercat.payments.domain.Payment.NextCall;
import mercat.payments.domain.Payment.WantedEnd;
import mercat.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentTest {
  private static final UUID ORDER = new UUID(1, 2);
  private static final Money FIVE = new Money(500, "GBP");
  private static final ProviderOutcome APPROVED = new ProviderOutcome.Approved();
  private static final ProviderOutcome REFUSED = new ProviderOutcome.Denied("card_declined");
  private static final ProviderOutcome UNCLEAR = new ProviderOutcome.Unclear();
  private static final ProviderOutcome NEVER_SEEN = new ProviderOutcome.NeverSeen();
  private static final ProviderEvidence TAKEN = new ProviderEvidence.CaptureDone();
  private static final ProviderEvidence DROPPED = new ProviderOutcome.Voided();

  private static final Set<PaymentState> ENDS =
      EnumSet.of(PaymentState.CAPTURED, PaymentState.DECLINED, PaymentState.VOIDED);

  /** Everything that can happen to a payment. */
  private static final List<UnaryOperator<Payment>> STEPS =
      List.of(
          payment -> payment.after(APPROVED),
          payment -> payment.after(REFUSED),
          payment -> payment.after(UNCLEAR),
          payment -> payment.after(NEVER_SEEN),
          payment -> payment.after(TAKEN),
          payment -> payment.after(DROPPED),
          Payment::wantCaptured,
          Payment::wantNothing);

  @Test
  void goesFromSentToCaptured() {
    var captured = sent().after(APPROVED).wantCaptured().after(TAKEN);
    assertThat(captured).isEqualTo(in(PaymentState.CAPTURED, WantedEnd.CAPTURED));
    assertThat(captured.nextCall()).isEqualTo(NextCall.NONE);
  }

  @Test
  void isCapturedWhicheverOfConfirmationAndEvidenceComesFirst() {
    assertThat(sent().wantCaptured().after(APPROVED))
        .isEqualTo(sent().after(APPROVED).wantCaptured())
        .isEqualTo(in(PaymentState.CAPTURING, WantedEnd.CAPTURED));
  }

  @Test
  void isDroppedWhicheverOfRejectionAndEvidenceComesFirst() {
    assertThat(sent().wantNothing().after(APPROVED))
        .isEqualTo(sent().after(APPROVED).wantNothing())
        .isEqualTo(in(PaymentState.AUTHORIZED, WantedEnd.NOTHING));
    assertThat(in(PaymentState.AUTHORIZED, WantedEnd.NOTHING).nextCall()).isEqualTo(NextCall.VOID);
    assertThat(in(PaymentState.AUTHORIZED, WantedEnd.NOTHING).after(DROPPED))
        .isEqualTo(in(PaymentState.VOIDED, WantedEnd.NOTHING));
  }

  @Test
  void leavesDoubtOnlyByEvidence() {
    var unknown = sent().after(UNCLEAR);
    assertThat(unknown.state()).isEqualTo(PaymentState.UNKNOWN);
    assertThat(unknown.after(UNCLEAR)).isEqualTo(unknown);
    assertThat(unknown.after(NEVER_SEEN)).isEqualTo(unknown);
    assertThat(unknown.after(TAKEN)).isEqualTo(unknown);
    assertThat(unknown.after(APPROVED).state()).isEqualTo(PaymentState.AUTHORIZED);
    assertThat(unknown.after(REFUSED))
        .isEqualTo(
            new Payment(
                ORDER,
                "sandbox",
                FIVE,
                PaymentState.DECLINED,
                WantedEnd.UNDECIDED,
                "card_declined",
                0));
  }

  @Test
  void isVoidedIfNothingIsWantedAndElseDeclined() {
    for (var open : List.of(sent(), sent().after(UNCLEAR))) {
      assertThat(open.wantNothing().after(DROPPED))
          .isEqualTo(in(PaymentState.VOIDED, WantedEnd.NOTHING));
      var declined = open.after(DROPPED);
      assertThat(declined.state()).isEqualTo(PaymentState.DECLINED);
      assertThat(declined.reason()).isEqualTo("voided");
    }
  }

  @Test
  void keepsWhatIsHeldUntilNothingIsWanted() {
    assertThat(in(PaymentState.AUTHORIZED, WantedEnd.UNDECIDED).after(DROPPED))
        .isEqualTo(in(PaymentState.AUTHORIZED, WantedEnd.UNDECIDED));
  }

  @Test
  void finishesACaptureUnderWayAndGivesItBackWhenNothingIsWanted() {
    var capturing = in(PaymentState.CAPTURING, WantedEnd.CAPTURED).wantNothing();
    assertThat(capturing.nextCall()).isEqualTo(NextCall.CAPTURE);
    assertThat(capturing.after(DROPPED)).isEqualTo(capturing);
    var captured = capturing.after(TAKEN);
    assertThat(captured.nextCall()).isEqualTo(NextCall.REFUND);
    var returned = captured.after(new ProviderEvidence.RefundDone(new UUID(3, 4), 500));
    assertThat(returned.refunded()).isEqualTo(500);
    assertThat(returned.nextCall()).isEqualTo(NextCall.NONE);
  }

  @Test
  void neverReturnsMoreThanWasTaken() {
    var captured = in(PaymentState.CAPTURED, WantedEnd.CAPTURED);
    assertThatThrownBy(() -> captured.after(new ProviderEvidence.RefundDone(new UUID(3, 4), 501)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sent().after(new ProviderEvidence.RefundDone(new UUID(3, 4), 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "500, GBP, 0, ''",
    "501, GBP, 0, only 500 is left to return",
    "200, GBP, 301, only 199 is left to return",
    "500, EUR, 0, the payment is in GBP"
  })
  void saysWhyAPartCannotGoBack(long amount, String currency, long pending, String why) {
    var captured = in(PaymentState.CAPTURED, WantedEnd.CAPTURED);
    assertThat(captured.whyNotRefundable(new Money(amount, currency), pending).orElse(""))
        .isEqualTo(why);
  }

  @ParameterizedTest
  @EnumSource(value = PaymentState.class, names = "CAPTURED", mode = EnumSource.Mode.EXCLUDE)
  void returnsNothingThatWasNotCaptured(PaymentState state) {
    assertThat(in(state, WantedEnd.CAPTURED).whyNotRefundable(FIVE, 0))
        .contains("nothing is captured");
  }

  @ParameterizedTest
  @CsvSource({
    "CAPTURED, CAPTURED, declined, true",
    "AUTHORIZED, UNDECIDED, declined, true",
    "AUTHORIZED, NOTHING, declined, false",
    "CAPTURING, CAPTURED, voided, true",
    "AUTHORIZED, UNDECIDED, voided, true",
    "AUTHORIZED, NOTHING, voided, false",
    "DECLINED, UNDECIDED, voided, false",
    "DECLINED, UNDECIDED, approved, true",
    "VOIDED, NOTHING, captured, true",
    // An answer that the void overtook.
    "VOIDED, NOTHING, approved, false",
    "AUTHORIZED, UNDECIDED, approved, false"
  })
  void raisesACaseWhenTheProviderDeniesWhatItHasShown(
      PaymentState state, WantedEnd wanted, String shown, boolean isContradiction) {
    var evidence =
        switch (shown) {
          case "declined" -> REFUSED;
          case "approved" -> APPROVED;
          case "voided" -> DROPPED;
          default -> TAKEN;
        };
    assertThat(in(state, wanted).isContradictedBy(evidence)).isEqualTo(isContradiction);
  }

  @Test
  void onlyMovesForwardWhateverArrivesInWhateverOrder() {
    Cases.check(200, PaymentTest::onlyMovesForward);
  }

  private static void onlyMovesForward(Cases cases) {
    var path = new ArrayList<>(List.of(sent()));
    for (int i = 0; i < 30; i++) {
      var before = path.getLast();
      var next = cases.oneOf(STEPS).apply(before);
      path.add(next);
      assertThat(next.state()).as("%s", path).isGreaterThanOrEqualTo(before.state());
      if (ENDS.contains(before.state())) {
        assertThat(next.state()).as("%s", path).isEqualTo(before.state());
      }
      assertThat(next.wanted()).as("%s", path).isGreaterThanOrEqualTo(before.wanted());
    }
    var states = path.stream().map(Payment::state).toList();
    if (states.contains(PaymentState.CAPTURED)) {
      assertThat(states).contains(PaymentState.CAPTURING);
    }
  }

  private static Payment sent() {
    return in(PaymentState.SENT, WantedEnd.UNDECIDED);
  }

  private static Payment in(PaymentState state, WantedEnd wanted) {
    return new Payment(ORDER, "sandbox", FIVE, state, wanted, "", 0);
  }
}
