package mercat.lab.load;

import java.time.Duration;

/**
 * How long a client goes on.
 *
 * @param attempt one request may wait this long for its response
 * @param total a request is repeated for this long
 * @param unreachable the server may be out of reach for this long
 */
public record RetryPolicy(Duration attempt, Duration total, Duration unreachable) {
  public static final RetryPolicy USUAL =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ofSeconds(90), Duration.ofSeconds(10));
}
