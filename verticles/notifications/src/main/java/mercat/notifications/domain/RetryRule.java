package mercat.notifications.domain;

import java.time.Duration;
import mercat.contracts.notifications.MailState;

/**
 * When a delivery is tried again, and when it is given up.
 *
 * @param attemptsMax attempts that failed by themselves, after the last of which it is given up
 * @param backOff the pause after the first, doubled each time
 * @param backOffMax the longest pause
 * @param rest the pause while nobody is there
 */
public record RetryRule(int attemptsMax, Duration backOff, Duration backOffMax, Duration rest) {
  private static final int DOUBLINGS_MAX = 20;

  /**
   * How a delivery stands after an attempt.
   *
   * @param pause until the next attempt; zero when it is over
   */
  public record Standing(MailState state, String reason, int attempts, Duration pause) {
    private static Standing over(MailState state, String reason, int attempts) {
      return new Standing(state, reason, attempts, Duration.ZERO);
    }
  }

  /**
   * Decides.
   *
   * @param attempts so far, this one included
   */
  public Standing after(int attempts, Outcome outcome) {
    var reason = outcome.reason();
    return switch (outcome.result()) {
      case DELIVERED -> Standing.over(MailState.SENT, "", attempts);
      case BOUNCED -> Standing.over(MailState.BOUNCED, reason, attempts);
      case REFUSED -> Standing.over(MailState.PARKED, reason, attempts);
      case NEEDLESS -> Standing.over(MailState.DROPPED, reason, attempts);
      case AWAY -> new Standing(MailState.WAITING, reason, attempts - 1, rest);
      case LATER ->
          attempts >= attemptsMax
              ? Standing.over(MailState.PARKED, reason, attempts)
              : new Standing(MailState.WAITING, reason, attempts, pauseAfter(attempts));
    };
  }

  private Duration pauseAfter(int attempts) {
    var doubled = backOff.multipliedBy(1L << Math.clamp(attempts - 1, 0, DOUBLINGS_MAX));
    return doubled.compareTo(backOffMax) < 0 ? doubled : backOffMax;
  }
}
