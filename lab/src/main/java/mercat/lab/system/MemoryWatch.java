package mercat.lab.system;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The most memory that the system's Java process held while it was under load. */
public final class MemoryWatch implements AutoCloseable {
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "memory-watch");
        thread.setDaemon(true);
        return thread;
      });
  private volatile double peakMb;

  public MemoryWatch(SystemProcess system) {
    var unused =
        clock.scheduleAtFixedRate(
            () -> peakMb = Math.max(peakMb, system.residentMb()), 0, 500, TimeUnit.MILLISECONDS);
  }

  /** In MB; 0 where the machine does not tell. */
  public double peakMb() {
    return peakMb;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
