package mercat.orders;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param patience a buyer waits for the order's fate at most this long, then the answer is
 *     <em>pending</em>
 * @param paymentDeadline an order whose payment is unresolved by then is rejected
 * @param lease a process that nobody has moved for so long is taken over
 * @param recheck how often an order in doubt asks again
 * @param recoverEvery how often abandoned processes are looked for
 * @param recoverMax how many are taken over at once
 */
public record OrdersConfig(
    Duration patience,
    Duration paymentDeadline,
    Duration lease,
    Duration recheck,
    Duration recoverEvery,
    int recoverMax) {
  public static OrdersConfig defaults() {
    return new OrdersConfig(
        Duration.ofSeconds(3),
        Duration.ofMinutes(15),
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        50);
  }
}
