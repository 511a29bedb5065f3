package mercat.platform.bus;

/**
 * How many repeats a process may still send to one context: each answered ask earns a tenth, each
 * repeat costs one, so that repeats never add more than a tenth to the load of a struggling peer.
 */
final class RepeatBudget {
  private static final int EARNED_TENTHS_MAX = 200;

  private int tenths = EARNED_TENTHS_MAX / 2;

  synchronized void earn() {
    tenths = Math.min(tenths + 1, EARNED_TENTHS_MAX);
  }

  synchronized boolean spend() {
    if (tenths < 10) {
      return false;
    }
    tenths -= 10;
    return true;
  }
}
