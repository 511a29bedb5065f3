package mercat.notifications.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mercat.contracts.notifications.DeliveryState;
import mercat.notifications.domain.WebhookRetryRule.DeliveryStanding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookRetryRuleTest {
  private static final Outcome LATER = Outcome.later("http_500");

  @ParameterizedTest
  @CsvSource({
    "1,5",
    "2,30",
    "3,120",
    "4,600",
    "5,3600",
    "6,10800",
    "7,21600",
    "8,43200",
    "9,86400",
    "10,86400"
  })
  void waitsAsTheContractSaysAndATenthLongerAtMost(int attempts, long seconds) {
    assertThat(WebhookRetryRule.after(attempts, LATER, 0))
        .isEqualTo(
            new DeliveryStanding(
                DeliveryState.WAITING, "http_500", attempts, Duration.ofSeconds(seconds)));
    assertThat(WebhookRetryRule.after(attempts, LATER, 1).pause())
        .isEqualTo(Duration.ofMillis(seconds * 1_100));
  }

  @Test
  void givesUpAfterTheEleventhAttempt() {
    assertThat(WebhookRetryRule.after(11, LATER, 0))
        .isEqualTo(new DeliveryStanding(DeliveryState.PARKED, "http_500", 11, Duration.ZERO));
  }

  @Test
  void givesUpAtOnceWhatIsRefusedForGood() {
    assertThat(WebhookRetryRule.after(1, Outcome.refused("http_410"), 0).state())
        .isEqualTo(DeliveryState.PARKED);
  }

  @Test
  void countsNoAttemptThatWasNotMade() {
    assertThat(WebhookRetryRule.after(4, Outcome.away("endpoint_rests"), 1))
        .isEqualTo(
            new DeliveryStanding(
                DeliveryState.WAITING, "endpoint_rests", 3, WebhookRetryRule.REST));
  }

  @Test
  void isDoneWhenItIsDelivered() {
    var delivered = new Outcome(Outcome.Result.DELIVERED, "http_204");
    assertThat(WebhookRetryRule.after(3, delivered, 1))
        .isEqualTo(new DeliveryStanding(DeliveryState.DELIVERED, "", 3, Duration.ZERO));
  }
}
