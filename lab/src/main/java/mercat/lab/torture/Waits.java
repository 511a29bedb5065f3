package mercat.lab.torture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How long single clients, who ask on elsewhere, were without a proper answer. Those who gave up
 * had none for at least as long, so the waits of such as overlap are one.
 */
final class Waits {
  /** Shorter ones are an answer's usual time, and forgotten. */
  private static final long WORTH_KEEPING_NANOS = 250_000_000;

  private final List<Wait> waits = new ArrayList<>();

  private record Wait(long from, long to, boolean isVain) {}

  /** A client has a proper answer, that its order is on its way included. */
  synchronized void answered(long bornNanos, long nowNanos) {
    add(new Wait(bornNanos, nowNanos, false));
  }

  /** A client gave up without one. */
  synchronized void gaveUp(long bornNanos, long nowNanos) {
    add(new Wait(bornNanos, nowNanos, true));
  }

  private void add(Wait wait) {
    if (wait.to - wait.from >= WORTH_KEEPING_NANOS) {
      waits.add(wait);
    }
  }

  /** The longest of those that touch the time between two moments; 0 where there is none. */
  synchronized long longestNanos(long from, long to) {
    var touching =
        waits.stream()
            .filter(wait -> wait.from < to && wait.to > from)
            .sorted(Comparator.comparingLong(Wait::from))
            .toList();
    var longest = 0L;
    var chainFrom = 0L;
    var chainTo = 0L;
    var isChain = false;
    for (var wait : touching) {
      longest = Math.max(longest, wait.to - wait.from);
      if (wait.isVain) {
        if (!isChain || wait.from > chainTo) {
          chainFrom = wait.from;
          chainTo = wait.to;
          isChain = true;
        }
        chainTo = Math.max(chainTo, wait.to);
        longest = Math.max(longest, chainTo - chainFrom);
      }
    }
    return longest;
  }
}
