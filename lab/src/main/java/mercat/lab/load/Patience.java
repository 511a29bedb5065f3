package mercat.lab.load;

import java.time.Duration;

/**
 * How long a client goes on.
 *
 * @param attempt one request may wait this long for its answer
 * @param total an intention is repeated for this long
 * @param unreachable the server may be out of reach for this long
 */
public record Patience(Duration attempt, Duration total, Duration unreachable) {
  public static final Patience USUAL =
      new Patience(Duration.ofSeconds(15), Duration.ofSeconds(90), Duration.ofSeconds(10));
}
