package mercat.simulation;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a shop in which nothing more gets done is waited for. A clock alone would call hung what
 * a machine is too slow for, with timeouts that it does not keep: so it must also have carried many
 * messages meanwhile, each as quickly as the shortest of those timeouts wants.
 */
final class Patience {
  /** Longer than a lease, a payment's deadline and a back-off together. */
  static final Duration TIME = Duration.ofSeconds(30);

  /** What a shop that has nothing to do carries in this time, by half: its followers look. */
  static final long MESSAGES = 3_000;

  private final LongSupplier nanos;
  private final LongSupplier quick;
  private long sinceNanos;
  private long sinceQuick;

  /**
   * A patience that begins now.
   *
   * @param quick counts the messages that were answered quickly
   */
  Patience(LongSupplier nanos, LongSupplier quick) {
    this.nanos = nanos;
    this.quick = quick;
    beginAnew();
  }

  /** Something got done. */
  void beginAnew() {
    sinceNanos = nanos.getAsLong();
    sinceQuick = quick.getAsLong();
  }

  boolean isOver() {
    return nanos.getAsLong() - sinceNanos >= TIME.toNanos()
        && quick.getAsLong() - sinceQuick >= MESSAGES;
  }
}
