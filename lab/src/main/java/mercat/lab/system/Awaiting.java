package mercat.lab.system;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mercat.verify.UnreachableException;

/** Waiting for something to become true, with a bound, or for what another thread does. */
public final class Awaiting {
  private Awaiting() {}

  /** Asks every 50 ms; whether it became true in time. */
  public static boolean until(Duration atMost, BooleanSupplier condition) {
    return until(atMost, Duration.ofMillis(50), condition);
  }

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

  public static void pause(Duration length) {
    try {
      var unused = new CountDownLatch(1).await(length.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  public static <T> T result(Future<T> made) {
    try {
      return made.get();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnreachableException unreachable) {
        throw unreachable;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }

  static IllegalStateException interrupted(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting", interrupted);
  }
}
