package mercat.platform;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Looks again and again for what has lasted too long, and rests while there is nothing. */
public final class ExpiryTimer {
  private final Vertx vertx;
  private final Context context;
  private final long everyMs;
  private final BooleanSupplier look;
  private final AtomicBoolean isRunning = new AtomicBoolean();

  /**
   * A timer that rests.
   *
   * @param look ends what is overdue; whether anything is left that may become it
   */
  public ExpiryTimer(Vertx vertx, long everyMs, BooleanSupplier look) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.everyMs = everyMs;
    this.look = look;
  }

  /** There is something that must not last too long: what a look finds already. */
  public void start() {
    if (!isRunning.get() && isRunning.compareAndSet(false, true)) {
      context.runOnContext(begun -> again());
    }
  }

  private void again() {
    vertx.setTimer(everyMs, due -> tick());
  }

  private void tick() {
    boolean isMoreLeft = true;
    try {
      isMoreLeft = look.getAsBoolean();
    } finally {
      if (isMoreLeft) {
        again();
      } else {
        rest();
      }
    }
  }

  /** What was added since the last look saw a timer that runs. */
  private void rest() {
    isRunning.set(false);
    if (look.getAsBoolean()) {
      start();
    }
  }
}
