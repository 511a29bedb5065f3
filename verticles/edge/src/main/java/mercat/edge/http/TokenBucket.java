package mercat.edge.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So much each second, and a little at once: in any stretch of time no more is taken than the rate
 * times its length and one burst. Lock-free, for any number of threads; nothing ticks.
 *
 * <p>All of its state is the moment up to which the rate is used up. What is taken moves it on by
 * one share of a second; it may not pass the present, nor lie further back than a burst.
 */
final class TokenBucket {
  private static final long SECOND = 1_000_000_000;
  private static final int BURSTS_A_SECOND = 10;

  private final LongSupplier clock;
  private final long shareNanos;
  private final long burstNanos;
  private final AtomicLong usedUpTo;

  /**
   * A full bucket.
   *
   * @param perSecond at least 1; rounded down where it does not divide a second into whole
   *     nanoseconds
   * @param clock monotonic nanoseconds, from any origin
   */
  TokenBucket(int perSecond, LongSupplier clock) {
    this.clock = clock;
    this.shareNanos = (SECOND + perSecond - 1) / perSecond;
    this.burstNanos = shareNanos * burst(perSecond);
    this.usedUpTo = new AtomicLong(clock.getAsLong() - burstNanos);
  }

  /** How many may be taken at once after a pause: those of a tenth of a second, at least one. */
  static int burst(int perSecond) {
    return Math.max(1, perSecond / BURSTS_A_SECOND);
  }

  boolean take() {
    while (true) {
      long used = usedUpTo.get();
      long now = clock.getAsLong();
      // Differences, because the clock may pass the end of its numbers.
      long after = now - Math.min(now - used, burstNanos) + shareNanos;
      if (after - now > 0) {
        return false;
      }
      if (usedUpTo.compareAndSet(used, after)) {
        return true;
      }
    }
  }
}
