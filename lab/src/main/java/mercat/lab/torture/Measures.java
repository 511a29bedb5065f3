package mercat.lab.torture;

/**
 * What was measured of one fault besides.
 *
 * @param waitedNanos the longest that one client, asking on elsewhere, had no proper answer
 * @param silenceAfterNanos the longest time in which nobody at all had a final answer, after the
 *     end of the fault
 * @param staleNanos the longest that anybody named a life of a node that had ended
 * @param truthNanos from the end of the fault until everybody named exactly the nodes that live
 * @param untruth what was still not so when waiting was over; empty where all was
 * @param evidence what the fault noted of itself
 */
record Measures(
    long waitedNanos,
    long silenceAfterNanos,
    long staleNanos,
    long truthNanos,
    String untruth,
    FaultEvidence evidence) {
  static final Measures NONE = new Measures(0, 0, 0, 0, "", new FaultEvidence());

  long waitedMs() {
    return waitedNanos / 1_000_000;
  }

  long silenceAfterMs() {
    return silenceAfterNanos / 1_000_000;
  }

  long staleMs() {
    return staleNanos / 1_000_000;
  }

  long truthMs() {
    return truthNanos / 1_000_000;
  }
}
