package mercat.lab.discovery;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.system.Awaiting;

/** What became of the buyers who came while a fault lasted. */
final class FoundTally {
  private static final Duration END_MAX = Duration.ofMinutes(2);

  private final Duration attemptMax;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Map<String, Long> failures = new ConcurrentSkipListMap<>();

  /**
   * Nobody has come yet.
   *
   * @param attemptMax how long each attempt waits for its answer
   */
  FoundTally(Duration attemptMax) {
    this.attemptMax = attemptMax;
  }

  Duration attemptMax() {
    return attemptMax;
  }

  FoundTally came() {
    requests.incrementAndGet();
    open.incrementAndGet();
    return this;
  }

  void left() {
    open.decrementAndGet();
  }

  /** One attempt came to nothing. */
  void failed(String how) {
    failures.merge(how, 1L, Long::sum);
  }

  /** Somebody gave up. */
  void lost() {
    lost.incrementAndGet();
  }

  /** Waits until everybody has left; whether they have. */
  boolean isOver() {
    return Awaiting.until(END_MAX, Duration.ofMillis(50), () -> open.get() == 0);
  }

  long requests() {
    return requests.get();
  }

  long lostOnes() {
    return lost.get();
  }

  Map<String, Long> failures() {
    return new TreeMap<>(failures);
  }
}
