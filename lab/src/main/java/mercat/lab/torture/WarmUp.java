package mercat.lab.torture;

import java.time.Duration;
import java.util.stream.IntStream;
import mercat.lab.load.Crowd;
import mercat.lab.system.Awaiting;

/**
 * The time before the first fault, in which more and more buyers come until some have to wait. As
 * many as one node's part of what was served then come from there on: the other nodes may be gone,
 * or take the processor for their start.
 */
record WarmUp(Crowd crowd, RequestTally tally) {
  private static final double BUYERS_PER_SECOND = 100;
  static final double FEWEST = 5;

  /** Where nothing has to be learned. */
  static final Duration USUAL = Duration.ofSeconds(5);

  private static final Duration STEP = Duration.ofSeconds(3);

  /** The end of a step, when what the step before has left is done. */
  private static final Duration JUDGED = Duration.ofSeconds(2);

  private static final int TRIES = 4;
  private static final double SERVED_SHARE = 0.9;

  /** Whose payment is slow waits, as well, whatever the nodes do. */
  private static final double LATE_SHARE = 0.2;

  /** Until nothing waits any more of what came too fast. */
  private static final Duration SETTLED_MAX = Duration.ofSeconds(30);

  /** Buyers each second, of whom no fault finds the nodes at their limit. */
  double buyersPerSecond(int nodes) {
    var most = BUYERS_PER_SECOND * nodes;
    var served = FEWEST * nodes;
    for (var tried = served; tried <= most && isServed(tried); tried = next(tried, most)) {
      served = tried;
    }
    var rate = served / nodes;
    crowd.rate(rate);
    var unused = Awaiting.until(SETTLED_MAX, () -> isUntroubled(rate));
    return rate;
  }

  private static double next(double tried, double most) {
    return tried < most ? Math.min(2 * tried, most) : 2 * tried;
  }

  /** At once, or when the nodes are warmer. */
  private boolean isServed(double rate) {
    crowd.rate(rate);
    return IntStream.range(0, TRIES)
        .anyMatch(tried -> {
          Awaiting.pause(STEP);
          return isUntroubled(rate);
        });
  }

  private boolean isUntroubled(double rate) {
    var now = System.nanoTime();
    var since = now - JUDGED.toNanos();
    var finished = tally.finishedBetween(since, now);
    return tally.troublesBetween(since, now) == 0
        && finished >= rate * JUDGED.toSeconds() * SERVED_SHARE
        && tally.lateBetween(since, now) <= finished * LATE_SHARE;
  }
}
