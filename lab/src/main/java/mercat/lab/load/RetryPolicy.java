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

  /**
   * How long a client waits before it asks again: each time twice as long, or as long as it is
   * told.
   */
  public static final class Backoff {
    public static final long MS_MIN = 50;
    public static final long MS_MAX = 1_000;

    private Backoff() {}

    /** After so many attempts to which nobody said how long to wait. */
    public static long grown(int attempts) {
      return Math.min(MS_MAX, MS_MIN << Math.min(attempts, 6));
    }

    /** As the answer's {@code Retry-After} asks, within the same bounds. */
    public static long asked(RawResponse answer, int attempts) {
      return answer
          .header("retry-after")
          .filter(text -> text.matches("\\d{1,6}"))
          .map(text -> Math.clamp(Long.parseLong(text) * 1_000, MS_MIN, MS_MAX))
          .orElseGet(() -> grown(attempts));
    }
  }
}
