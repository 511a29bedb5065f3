package mercat.lab.system;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Work that is done again and again on a thread of its own, until it is closed or fails. */
public final class Repeated implements AutoCloseable {
  private final String name;
  private final ScheduledExecutorService clock;
  private final Future<?> work;

  /** Begins, with pauses of the given length before the first time and between. */
  public Repeated(Duration pause, String name, Runnable work) {
    this.name = name;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            each -> Thread.ofPlatform().daemon().name(name).unstarted(each));
    this.work =
        clock.scheduleWithFixedDelay(
            work, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Ends it, and waits until it is not under way.
   *
   * @throws IllegalStateException when it has failed, and so was not done any more
   */
  @Override
  public void close() {
    clock.close();
    if (work.state() == Future.State.FAILED) {
      throw new IllegalStateException(name + " has failed", work.exceptionNow());
    }
  }
}
