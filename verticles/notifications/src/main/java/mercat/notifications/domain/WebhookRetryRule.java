package mercat.notifications.domain;

import java.time.Duration;
import java.util.List;
import mercat.contracts.notifications.DeliveryState;

/** When a webhook is sent again, and when it is given up: after eleven attempts in three days. */
public final class WebhookRetryRule {
  /** How long an endpoint that answers nothing is left alone. */
  public static final Duration REST = Duration.ofSeconds(30);

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofHours(24),
          Duration.ofHours(24));

  /** The part of a pause by which it is longer at most, so that what failed together parts. */
  private static final double JITTER = .1;

  private WebhookRetryRule() {}

  /**
   * How a delivery stands after an attempt.
   *
   * @param pause until the next attempt; zero when it is over
   */
  public record DeliveryStanding(DeliveryState state, String reason, int attempts, Duration pause) {
    private static DeliveryStanding over(DeliveryState state, String reason, int attempts) {
      return new DeliveryStanding(state, reason, attempts, Duration.ZERO);
    }
  }

  /**
   * Decides.
   *
   * @param attempts so far, this one included
   * @param chance 0 to 1, by which the pause is longer
   */
  public static DeliveryStanding after(int attempts, Outcome outcome, double chance) {
    var reason = outcome.reason();
    return switch (outcome.result()) {
      case DELIVERED -> DeliveryStanding.over(DeliveryState.DELIVERED, "", attempts);
      case BOUNCED, REFUSED, NEEDLESS ->
          DeliveryStanding.over(DeliveryState.PARKED, reason, attempts);
      case AWAY -> new DeliveryStanding(DeliveryState.WAITING, reason, attempts - 1, REST);
      case LATER ->
          attempts > PAUSES.size()
              ? DeliveryStanding.over(DeliveryState.PARKED, reason, attempts)
              : new DeliveryStanding(
                  DeliveryState.WAITING,
                  reason,
                  attempts,
                  longer(PAUSES.get(attempts - 1), chance));
    };
  }

  private static Duration longer(Duration pause, double chance) {
    return pause.plusMillis(Math.round((double) pause.toMillis() * JITTER * chance));
  }
}
