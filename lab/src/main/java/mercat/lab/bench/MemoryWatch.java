package mercat.lab.bench;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mercat.lab.system.SystemProcess;

/** The most memory that the system's Java process held while it was under load. */
final class MemoryWatch implements AutoCloseable {
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "memory-watch");
        thread.setDaemon(true);
        return thread;
      });
  private volatile double peakMb;

  MemoryWatch(SystemProcess system) {
    var unused =
        clock.scheduleAtFixedRate(
            () -> peakMb = Math.max(peakMb, system.residentMb()), 0, 500, TimeUnit.MILLISECONDS);
  }

  double peakMb() {
    return peakMb;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
