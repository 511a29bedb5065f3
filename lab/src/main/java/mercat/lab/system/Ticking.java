package mercat.lab.system;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Something that is done again and again on a thread of its own, until this is closed. */
public final class Ticking implements AutoCloseable {
  private final ScheduledExecutorService clock;

  private Ticking(ScheduledExecutorService clock) {
    this.clock = clock;
  }

  /** Does it with pauses of the given length, beginning after the first. */
  public static Ticking every(Duration pause, String name, Runnable task) {
    var clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name(name).unstarted(work));
    var unused =
        clock.scheduleWithFixedDelay(
            task, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    return new Ticking(clock);
  }

  @Override
  public void close() {
    clock.shutdown();
  }
}
