package mercat.lab.overload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mercat.lab.terminal.Bounds;

/**
 * An overload as it was asked for.
 *
 * @param data an empty directory for the system
 * @param peak orders a second that the system lets in, 10 to 10,000
 * @param times how many times the peak is offered, one after another; each 1 to 50, and at most
 *     20,000 orders a second
 * @param length of each, 1 s to 10 min
 */
public record OverloadPlan(Path data, int peak, List<Integer> times, Duration length) {
  private static final int OFFERED_MAX = 20_000;

  public OverloadPlan {
    times = List.copyOf(times);
    Bounds.check("peak", peak, 10, 10_000);
    Bounds.check("times", times.size(), 1, 50);
    for (var one : times) {
      Bounds.check("times", one, 1, 50);
      if ((long) peak * one > OFFERED_MAX) {
        throw new IllegalArgumentException(
            "%d times %d is more than %d orders/s, which the lab cannot send"
                .formatted(one, peak, OFFERED_MAX));
      }
    }
    Bounds.check("seconds", length.toSeconds(), 1, 600);
  }
}
