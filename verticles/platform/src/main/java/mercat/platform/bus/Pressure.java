package mercat.platform.bus;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much this node has asked of one context and waits for. A few writes are best decided where
 * they are asked. When every node has many, each decides small batches and waits for the locks of
 * the others: one node that decides them all in large batches is faster.
 */
final class Pressure {
  private static final int HIGH = 24;
  private static final int LOW = 6;

  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean high;

  void rise() {
    if (underWay.incrementAndGet() >= HIGH && !high) {
      high = true;
    }
  }

  void fall() {
    if (underWay.decrementAndGet() <= LOW && high) {
      high = false;
    }
  }

  /** Whether writes should be gathered: from {@value #HIGH} under way down to {@value #LOW}. */
  boolean isHigh() {
    return high;
  }

  /** 1 when it is high, else 0. */
  int height() {
    return high ? 1 : 0;
  }
}
