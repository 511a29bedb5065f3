package mercat.payments;

import java.time.Duration;

/**
 * How patient payments are.
 *
 * @param recheck after which a worker looks at a payment that nobody has moved
 * @param backOffMax the longest pause between two looks at the same payment
 * @param workEvery how often a worker looks for what is due
 * @param workMax how many it takes at once
 * @param sandboxTimeout after which the sandbox provider's silence counts as no answer
 * @param sandboxSlow how long its slow token takes
 * @param sandboxSettle after which it can be asked what became of a silent charge
 */
public record PaymentsConfig(
    Duration recheck,
    Duration backOffMax,
    Duration workEvery,
    int workMax,
    Duration sandboxTimeout,
    Duration sandboxSlow,
    Duration sandboxSettle) {
  /** What holds when nothing is configured. */
  public static PaymentsConfig defaults() {
    return new PaymentsConfig(
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        200,
        Duration.ofMillis(1_500),
        Duration.ofMillis(1_000),
        Duration.ofSeconds(2));
  }
}
