package mercat.lab.shop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for something to become true, with a bound. */
public final class Waiting {
  private Waiting() {}

  /** Asks again and again; whether it became true in time. */
  public static boolean until(Duration atMost, Duration pause, BooleanSupplier condition) {
    var endNanos = System.nanoTime() + atMost.toNanos();
    while (true) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() + pause.toNanos() > endNanos) {
        return false;
      }
      pause(pause);
    }
  }

  /** Lets time pass. */
  public static void pause(Duration length) {
    try {
      var unused = new CountDownLatch(1).await(length.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", interrupted);
    }
  }
}
