package mercat.edge.http;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.platform.ProcessorDelay;

/**
 * Bounds how many orders a node sees through at once by what its machine carries now: while work
 * that is ready waits too long for a processor, fewer are taken on. Without a bound a machine that
 * has once fallen behind stays there, for it works at orders whose buyers have given up.
 *
 * <p>Multiplicative decrease while most looks of an interval find work late, increase while they do
 * not: one pause of the garbage collector is no overload. Never fewer than the orders that were
 * finished in the last second: by Little's law (Operations Research 9(3), 1961) each of so many
 * under way takes a second, which is not yet too long, whatever else makes the machine late.
 */
public final class ConcurrencyLimit {
  static final Duration LATE = Duration.ofMillis(50);
  static final int MIN = 8;
  static final int MAX = 4_000;
  static final int LOOKS = 5;
  static final Duration LOOK = Duration.ofMillis(100);

  /** Of half a second and more each: what was finished in the last second stands in them. */
  private static final int INTERVALS = 2;

  private static final double LESS = 0.75;
  private static final double MORE = 1.1;

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final Deque<Interval> past = new ArrayDeque<>();
  private volatile int limit = MAX;
  private int looks;
  private int late;
  private long nanos;

  private record Interval(int finished, long nanos) {}

  /** A limit that looks how long work waits, until Vert.x is closed. */
  public static ConcurrencyLimit watching(Vertx vertx) {
    var limit = new ConcurrencyLimit();
    ProcessorDelay.watch(vertx, LOOK, limit::observe);
    return limit;
  }

  /** Learns how long, in nanoseconds, work that was ready waited for a processor. */
  synchronized void observe(long delay) {
    nanos += LOOK.toNanos() + delay;
    if (delay > LATE.toNanos()) {
      late++;
    }
    if (++looks < LOOKS) {
      return;
    }
    if (past.size() == INTERVALS) {
      past.removeFirst();
    }
    past.addLast(new Interval(finished.getAndSet(0), nanos));
    limit =
        late > LOOKS / 2
            ? Math.max(floor(), (int) (Math.min(limit, underWay.get()) * LESS))
            : Math.min(MAX, (int) Math.ceil(limit * MORE));
    looks = 0;
    late = 0;
    nanos = 0;
  }

  /** What a second finishes, as the last intervals say. */
  private int floor() {
    double orders = past.stream().mapToInt(Interval::finished).sum();
    double seconds = past.stream().mapToLong(Interval::nanos).sum() / 1e9;
    return Math.clamp((long) (orders / seconds), MIN, MAX);
  }

  /** Whether one more would be taken on now. */
  boolean hasRoom() {
    return underWay.get() < limit;
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
    finished.incrementAndGet();
  }

  int limit() {
    return limit;
  }

  int underWay() {
    return underWay.get();
  }
}
