package mercat.edge.http;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.platform.ProcessorDelay;

/**
 * Bounds how many orders a node sees through at once by what its machine carries now: while work
 * that is ready waits too long for a processor, fewer are taken on. Without a bound a machine that
 * has once fallen behind stays there, for it works at orders whose buyers have given up.
 *
 * <p>Multiplicative decrease while most looks of an interval find work late, increase while they do
 * not: one pause of the garbage collector is no overload.
 */
public final class ConcurrencyLimit {
  static final Duration LATE = Duration.ofMillis(50);
  static final int MIN = 8;
  static final int MAX = 4_000;
  static final int LOOKS = 5;
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final double LESS = 0.75;
  private static final double MORE = 1.1;

  private final AtomicInteger underWay = new AtomicInteger();
  private volatile int limit = MAX;
  private int looks;
  private int late;

  /** A limit that looks how long work waits, until Vert.x is closed. */
  public static ConcurrencyLimit watching(Vertx vertx) {
    var limit = new ConcurrencyLimit();
    ProcessorDelay.watch(vertx, LOOK, limit::observe);
    return limit;
  }

  /** Learns how long, in nanoseconds, work that was ready waited for a processor. */
  synchronized void observe(long delay) {
    if (delay > LATE.toNanos()) {
      late++;
    }
    if (++looks < LOOKS) {
      return;
    }
    limit =
        late > LOOKS / 2
            ? Math.max(MIN, (int) (Math.min(limit, underWay.get()) * LESS))
            : Math.min(MAX, (int) Math.ceil(limit * MORE));
    looks = 0;
    late = 0;
  }

  /** Whether one more is taken on; if so, it has to {@link #leave}. */
  boolean enter() {
    if (underWay.incrementAndGet() <= limit) {
      return true;
    }
    underWay.decrementAndGet();
    return false;
  }

  void leave() {
    underWay.decrementAndGet();
  }

  int limit() {
    return limit;
  }
}
