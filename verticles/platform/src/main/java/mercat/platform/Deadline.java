package mercat.platform;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The instant after which nobody waits for the answer any more. Kept on the monotonic clock of this
 * process; between processes it travels as remaining time.
 */
public record Deadline(long nanoTime) {
  /** The deadline that is {@code remaining} away from now. */
  public static Deadline after(Duration remaining) {
    return new Deadline(System.nanoTime() + remaining.toNanos());
  }

  /** Milliseconds left; zero or less when it has passed. */
  public long remainingMs() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
  }

  public boolean hasPassed() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** The nearer of this deadline and the one that is {@code most} away from now. */
  public Deadline within(Duration most) {
    var nearer = after(most);
    return nearer.nanoTime - nanoTime < 0 ? nearer : this;
  }
}
