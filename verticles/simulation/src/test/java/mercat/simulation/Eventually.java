package mercat.simulation;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for something to become true, while there is patience. */
final class Eventually {
  private Eventually() {}

  /** Asks again and again, on the thread of the caller; whether it became true in time. */
  static boolean isTrue(Patience patience, Duration pause, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (patience.isOver()) {
        return false;
      }
      pause(pause);
    }
    return true;
  }

  /** Lets at least this much time pass. */
  static void pause(Duration length) {
    long endNanos = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = endNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
