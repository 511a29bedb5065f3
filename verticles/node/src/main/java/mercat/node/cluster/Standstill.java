package mercat.node.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Notices that this process stood still: frozen, or starved of its processor. Whoever looks at it
 * regularly learns afterwards for how long nobody could.
 */
final class Standstill {
  private final LongSupplier clock;
  private final AtomicLong lookedNanos;

  /**
   * Begins now.
   *
   * @param clock monotonic nanoseconds, from any origin
   */
  Standstill(LongSupplier clock) {
    this.clock = clock;
    this.lookedNanos = new AtomicLong(clock.getAsLong());
  }

  /** How long ago somebody looked last. */
  Duration look() {
    var now = clock.getAsLong();
    return Duration.ofNanos(now - lookedNanos.getAndSet(now));
  }
}
