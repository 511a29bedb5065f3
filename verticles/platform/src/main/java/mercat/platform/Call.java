package mercat.platform;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The circumstances of a request: how long the caller waits, who they are, and the trace it belongs
 * to.
 *
 * @param trace W3C {@code traceparent}
 * @param caller the context that asks
 */
public record Call(Deadline deadline, Actor actor, String trace, String caller) {
  /** A call that Mercat makes by itself, with a trace of its own. */
  public static Call bySystem(String caller, Duration remaining) {
    return new Call(Deadline.after(remaining), Actor.SYSTEM, newTrace(), caller);
  }

  /** This call passed on by another context, which waits at most {@code most}. */
  public Call passedOnBy(String context, Duration most) {
    return new Call(deadline.within(most), actor, trace, context);
  }

  /** A fresh W3C trace parent, not sampled. */
  public static String newTrace() {
    var random = ThreadLocalRandom.current();
    var out = new char[55];
    out[0] = '0';
    out[1] = '0';
    out[2] = '-';
    hex(random.nextLong(), out, 3);
    hex(random.nextLong() | 1, out, 19);
    out[35] = '-';
    hex(random.nextLong() | 1, out, 36);
    out[52] = '-';
    out[53] = '0';
    out[54] = '0';
    return new String(out);
  }

  private static void hex(long bits, char[] out, int from) {
    for (int i = 15; i >= 0; i--) {
      out[from + i] = Character.forDigit((int) (bits & 15), 16);
      bits >>>= 4;
    }
  }
}
