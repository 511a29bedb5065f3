package mercat.notifications.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mercat.contracts.notifications.MailState;
import mercat.notifications.domain.RetryRule.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRuleTest {
  private static final RetryRule RULE =
      new RetryRule(5, Duration.ofSeconds(30), Duration.ofMinutes(3), Duration.ofSeconds(10));

  @ParameterizedTest
  @CsvSource({"1,30", "2,60", "3,120", "4,180"})
  void waitsLongerEachTimeUpToAMost(int attempts, long seconds) {
    assertThat(RULE.after(attempts, Outcome.later("smtp_451")))
        .isEqualTo(
            new Standing(MailState.WAITING, "smtp_451", attempts, Duration.ofSeconds(seconds)));
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    assertThat(RULE.after(5, Outcome.later("smtp_451"))).isEqualTo(over(MailState.PARKED, 5));
    assertThat(RULE.after(9, Outcome.later("smtp_451"))).isEqualTo(over(MailState.PARKED, 9));
  }

  @Test
  void repeatsNothingThatIsRefusedForGoodOrNeedless() {
    assertThat(RULE.after(1, Outcome.bounced("smtp_451"))).isEqualTo(over(MailState.BOUNCED, 1));
    assertThat(RULE.after(1, Outcome.refused("smtp_451"))).isEqualTo(over(MailState.PARKED, 1));
    assertThat(RULE.after(1, Outcome.needless("smtp_451"))).isEqualTo(over(MailState.DROPPED, 1));
  }

  @Test
  void countsNoAttemptForWhichNobodyWasThere() {
    assertThat(RULE.after(5, Outcome.away("server_away")))
        .isEqualTo(new Standing(MailState.WAITING, "server_away", 4, Duration.ofSeconds(10)));
  }

  @Test
  void isDoneWhenItIsDelivered() {
    assertThat(RULE.after(7, Outcome.DELIVERED))
        .isEqualTo(new Standing(MailState.SENT, "", 7, Duration.ZERO));
  }

  /** However often, the pause is no number that has run over. */
  @Test
  void doublesWithoutEnd() {
    var patient =
        new RetryRule(100, Duration.ofSeconds(30), Duration.ofDays(1), Duration.ofSeconds(10));
    assertThat(patient.after(99, Outcome.later("")).pause()).isEqualTo(Duration.ofDays(1));
  }

  private static Standing over(MailState state, int attempts) {
    return new Standing(state, "smtp_451", attempts, Duration.ZERO);
  }
}
