package mercat.lab.torture;

import java.util.Map;

/**
 * One fault that was made to happen. Moments are of {@link System#nanoTime()}.
 *
 * @param id of its kind
 * @param what was done
 * @param healedNanos when nothing was kept wrong any more
 * @param recoveredNanos the last moment of it at which an attempt was without a proper answer
 * @param endNanos when every node was ready and everybody was served as before
 * @param recovered whether that came in time
 * @param unavailableNanos the longest time in which nobody at all had a final answer
 * @param refusals answers that blamed the server, by status
 */
record Incident(
    String id,
    String what,
    long beganNanos,
    long healedNanos,
    long recoveredNanos,
    long endNanos,
    boolean recovered,
    long unavailableNanos,
    Map<Integer, Integer> refusals,
    Measures measures) {

  Incident {
    refusals = Map.copyOf(refusals);
  }

  long unavailableMs() {
    return unavailableNanos / 1_000_000;
  }

  /** How long it was kept wrong. */
  long lastedMs() {
    return (healedNanos - beganNanos) / 1_000_000;
  }

  long recoverMs() {
    return Math.max(0, (recoveredNanos - healedNanos) / 1_000_000);
  }

  /** Whether a request that lived from one moment to another met it, or what came after it. */
  boolean meets(RequestTally.Failure failure) {
    return failure.bornNanos() < endNanos && failure.endNanos() > beganNanos;
  }
}
