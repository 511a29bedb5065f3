package mercat.lab.system;

import java.time.Duration;

/** The most memory that the system's Java process held while it was under load. */
public final class MemoryWatch implements AutoCloseable {
  private final Ticking ticking;
  private volatile double peakMb;

  public MemoryWatch(SystemProcess system) {
    ticking =
        Ticking.every(
            Duration.ofMillis(500),
            "memory-watch",
            () -> peakMb = Math.max(peakMb, system.residentMb()));
  }

  /** In MB; 0 where the machine does not tell. */
  public double peakMb() {
    return peakMb;
  }

  @Override
  public void close() {
    ticking.close();
  }
}
