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

  /** Bounds of the pause before a client asks again. */
  public static final long PAUSE_MS_MIN = 50;

  public static final long PAUSE_MS_MAX = 1_000;

  /** The pause after so many attempts to which nobody said how long to wait: twice the last one. */
  public static long grown(int attempts) {
    return Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN << Math.min(attempts, 6));
  }

  /** As the answer's {@code Retry-After} asks, within the same bounds. */
  public static long asked(RawResponse answer, int attempts) {
    return answer
        .header("retry-after")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Math.clamp(Long.parseLong(text) * 1_000, PAUSE_MS_MIN, PAUSE_MS_MAX))
        .orElseGet(() -> grown(attempts));
  }
}
