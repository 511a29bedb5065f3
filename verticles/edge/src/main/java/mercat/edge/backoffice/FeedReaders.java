package mercat.edge.backoffice;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many read events at once, or wait for them. Safe for all event loops. */
public final class FeedReaders {
  private final int max;
  private final AtomicInteger underWay = new AtomicInteger();

  public FeedReaders(int max, MeterRegistry metrics) {
    this.max = max;
    metrics.gauge("mercat.edge.event.readers", underWay);
  }

  /** Whether there is room for one more; if so, it has to {@link #leave}. */
  boolean enter() {
    if (underWay.incrementAndGet() <= max) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    underWay.decrementAndGet();
  }
}
