package mercat.payments.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import mercat.contracts.Money;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentTest {
  private static final UUID ORDER = new UUID(1, 2);
  private static final Money FIVE = new Money(500, "GBP");
  private static final Outcome APPROVED = new Outcome.Approved();
  private static final Outcome REFUSED = new Outcome.Refused("card_declined");
  private static final Outcome UNCLEAR = new Outcome.Unclear();
  private static final Outcome NEVER_SEEN = new Outcome.NeverSeen();
  private static final Evidence TAKEN = new Evidence.Taken();
  private static final Evidence DROPPED = new Evidence.Dropped();

  @Test
  void goesFromSentToCaptured() {
    var captured = sent().seen(APPROVED).wantCaptured().seen(TAKEN);
    assertThat(captured).isEqualTo(in(PaymentState.CAPTURED, Wanted.CAPTURED));
    assertThat(captured.task()).isEqualTo(Task.NONE);
  }

  @Test
  void isCapturedWhicheverOfConfirmationAndEvidenceComesFirst() {
    assertThat(sent().wantCaptured().seen(APPROVED))
        .isEqualTo(sent().seen(APPROVED).wantCaptured())
        .isEqualTo(in(PaymentState.CAPTURING, Wanted.CAPTURED));
  }

  @Test
  void isDroppedWhicheverOfRejectionAndEvidenceComesFirst() {
    assertThat(sent().wantNothing().seen(APPROVED))
        .isEqualTo(sent().seen(APPROVED).wantNothing())
        .isEqualTo(in(PaymentState.AUTHORIZED, Wanted.NOTHING));
    assertThat(in(PaymentState.AUTHORIZED, Wanted.NOTHING).task()).isEqualTo(Task.DROP);
    assertThat(in(PaymentState.AUTHORIZED, Wanted.NOTHING).seen(DROPPED))
        .isEqualTo(in(PaymentState.VOIDED, Wanted.NOTHING));
  }

  @Test
  void leavesDoubtOnlyByEvidence() {
    var unknown = sent().seen(UNCLEAR);
    assertThat(unknown.state()).isEqualTo(PaymentState.UNKNOWN);
    assertThat(unknown.seen(UNCLEAR)).isEqualTo(unknown);
    assertThat(unknown.seen(NEVER_SEEN)).isEqualTo(unknown);
    assertThat(unknown.seen(TAKEN)).isEqualTo(unknown);
    assertThat(unknown.seen(APPROVED).state()).isEqualTo(PaymentState.AUTHORIZED);
    assertThat(unknown.seen(REFUSED))
        .isEqualTo(
            new Payment(ORDER, FIVE, PaymentState.DECLINED, Wanted.UNDECIDED, "card_declined", 0));
  }

  @Test
  void keepsWhatIsHeldUntilNothingIsWanted() {
    assertThat(in(PaymentState.AUTHORIZED, Wanted.UNDECIDED).seen(DROPPED))
        .isEqualTo(in(PaymentState.AUTHORIZED, Wanted.UNDECIDED));
  }

  @Test
  void finishesACaptureUnderWayAndGivesItBackWhenNothingIsWanted() {
    var capturing = in(PaymentState.CAPTURING, Wanted.CAPTURED).wantNothing();
    assertThat(capturing.task()).isEqualTo(Task.CAPTURE);
    assertThat(capturing.seen(DROPPED)).isEqualTo(capturing);
    var captured = capturing.seen(TAKEN);
    assertThat(captured.task()).isEqualTo(Task.GIVE_BACK);
    var returned = captured.seen(new Evidence.Returned(new UUID(3, 4), 500));
    assertThat(returned.refunded()).isEqualTo(500);
    assertThat(returned.task()).isEqualTo(Task.NONE);
  }

  @Test
  void wantsNothingForEverOnceItDoes() {
    assertThat(sent().wantNothing().wantCaptured()).isEqualTo(sent().wantNothing());
  }

  @Test
  void neverReturnsMoreThanWasTaken() {
    var captured = in(PaymentState.CAPTURED, Wanted.CAPTURED);
    assertThatThrownBy(() -> captured.seen(new Evidence.Returned(new UUID(3, 4), 501)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sent().seen(new Evidence.Returned(new UUID(3, 4), 1)))
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
    var captured = in(PaymentState.CAPTURED, Wanted.CAPTURED);
    assertThat(captured.whyNotRefundable(new Money(amount, currency), pending).orElse(""))
        .isEqualTo(why);
  }

  @ParameterizedTest
  @EnumSource(value = PaymentState.class, names = "CAPTURED", mode = EnumSource.Mode.EXCLUDE)
  void returnsNothingThatWasNotCaptured(PaymentState state) {
    assertThat(in(state, Wanted.CAPTURED).whyNotRefundable(FIVE, 0))
        .contains("nothing is captured");
  }

  @Test
  void raisesACaseWhenTheProviderDeniesWhatItHasShown() {
    assertThat(in(PaymentState.CAPTURED, Wanted.CAPTURED).isDeniedBy(REFUSED)).isTrue();
    assertThat(in(PaymentState.AUTHORIZED, Wanted.UNDECIDED).isDeniedBy(REFUSED)).isTrue();
    assertThat(in(PaymentState.DECLINED, Wanted.UNDECIDED).isDeniedBy(APPROVED)).isTrue();
    assertThat(in(PaymentState.VOIDED, Wanted.NOTHING).isDeniedBy(TAKEN)).isTrue();
    assertThat(in(PaymentState.VOIDED, Wanted.NOTHING).isDeniedBy(APPROVED))
        .as("an answer that the drop overtook")
        .isFalse();
    assertThat(in(PaymentState.AUTHORIZED, Wanted.UNDECIDED).isDeniedBy(APPROVED)).isFalse();
  }

  @RepeatedTest(200)
  void onlyMovesForwardWhateverArrivesInWhateverOrder(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    List<UnaryOperator<Payment>> steps =
        List.of(
            payment -> payment.seen(APPROVED),
            payment -> payment.seen(REFUSED),
            payment -> payment.seen(UNCLEAR),
            payment -> payment.seen(NEVER_SEEN),
            payment -> payment.seen(TAKEN),
            payment -> payment.seen(DROPPED),
            Payment::wantCaptured,
            Payment::wantNothing);
    var payment = sent();
    var path = new ArrayList<>(List.of(payment));
    for (int i = 0; i < 30; i++) {
      var next = steps.get(random.nextInt(steps.size())).apply(payment);
      path.add(next);
      assertThat(next.state() == payment.state() || next.state().rank() > payment.state().rank())
          .as("%s", path)
          .isTrue();
      assertThat(next.wanted()).as("%s", path).isGreaterThanOrEqualTo(payment.wanted());
      payment = next;
    }
    assertThat(path.stream().anyMatch(each -> each.state() == PaymentState.CAPTURED))
        .as("captured only on the way through capturing: %s", path)
        .isEqualTo(
            path.stream().anyMatch(each -> each.state() == PaymentState.CAPTURED)
                && path.stream().anyMatch(each -> each.state() == PaymentState.CAPTURING));
  }

  @Test
  void isReadBackByTheWordItIsStoredAs() {
    assertThat(Arrays.stream(PaymentState.values()).map(PaymentState::word).map(PaymentState::of))
        .containsExactly(PaymentState.values());
    assertThatThrownBy(() -> PaymentState.of("lost")).isInstanceOf(IllegalStateException.class);
  }

  private static Payment sent() {
    return in(PaymentState.SENT, Wanted.UNDECIDED);
  }

  private static Payment in(PaymentState state, Wanted wanted) {
    return new Payment(ORDER, FIVE, state, wanted, "", 0);
  }
}
