package mercat.payments;

import java.time.Duration;

/**
 * How patient payments are.
 *
 * @param providerTimeout after which the provider's silence counts as no answer; an authorization
 *     waits less when its caller does
 * @param recheck after which a worker looks at a payment that nobody has moved; doubled each time
 * @param backOffMax the longest pause between two looks at the same payment
 * @param workEvery how often a worker looks for what is due
 * @param inFlightMax payments that a worker drives at once
 * @param attemptsAlarm looks at one payment, after which each further one raises an alarm
 * @param sandboxSlow how long the sandbox provider takes for its slow token
 * @param sandboxSettle after which it can be asked what became of a charge that had no answer
 * @param sandboxHookSecretsFile with the one or two secrets that sign its hooks, one a line; empty
 *     where it sends none
 */
public record PaymentsConfig(
    Duration providerTimeout,
    Duration recheck,
    Duration backOffMax,
    Duration workEvery,
    int inFlightMax,
    int attemptsAlarm,
    Duration sandboxSlow,
    Duration sandboxSettle,
    String sandboxHookSecretsFile) {
  public PaymentsConfig {
    if (inFlightMax < 1 || attemptsAlarm < 1) {
      throw new IllegalArgumentException(
          "payments.in-flight-max and payments.attempts-alarm must be positive");
    }
  }

  public static PaymentsConfig defaults() {
    return new PaymentsConfig(
        Duration.ofMillis(1_200),
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        2_000,
        20,
        Duration.ofMillis(1_000),
        Duration.ofSeconds(2),
        "");
  }
}
