package mercat.platform.bus;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides where the writes of this node to one context go. A few are best decided where they are
 * asked. When every node has many, each decides small batches and waits for the locks of the
 * others: one node that decides them all in large batches is faster.
 */
final class WriterRouting {
  private static final int HIGH = 24;
  private static final int LOW = 6;

  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean isSingleWriter;

  /** A request to the context is sent. */
  void begin() {
    if (underWay.incrementAndGet() >= HIGH && !isSingleWriter) {
      isSingleWriter = true;
    }
  }

  /** A request to the context is answered. */
  void end() {
    if (underWay.decrementAndGet() <= LOW && isSingleWriter) {
      isSingleWriter = false;
    }
  }

  /** Whether writes go to one node: from {@value #HIGH} under way down to {@value #LOW}. */
  boolean isSingleWriter() {
    return isSingleWriter;
  }

  /** 1 when writes go to one node, else 0. */
  int gauge() {
    return isSingleWriter ? 1 : 0;
  }
}
