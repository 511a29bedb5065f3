package mercat.platform;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * How long work that is ready waits for a processor: first on an event loop, then as a virtual
 * thread, as a request does. It grows when a machine has more to do than it can.
 */
public final class ProcessorDelay {
  private ProcessorDelay() {}

  /**
   * Looks again and again, until Vert.x is closed.
   *
   * @param seen called with each delay, in nanoseconds, on a virtual thread
   */
  public static void watch(Vertx vertx, Duration every, LongConsumer seen) {
    long due = System.nanoTime() + every.toNanos();
    vertx.setTimer(
        every.toMillis(),
        fired -> {
          Thread.startVirtualThread(() -> seen.accept(System.nanoTime() - due));
          watch(vertx, every, seen);
        });
  }
}
