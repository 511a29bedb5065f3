package mercat.lab.overload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
  private static final int PEAK_MIN = 10;
  private static final int PEAK_MAX = 10_000;
  private static final int TIMES_MAX = 50;
  private static final int OFFERED_MAX = 20_000;
  private static final Duration LENGTH_MIN = Duration.ofSeconds(1);
  private static final Duration LENGTH_MAX = Duration.ofMinutes(10);

  public OverloadPlan {
    times = List.copyOf(times);
    if (peak < PEAK_MIN || peak > PEAK_MAX) {
      throw new IllegalArgumentException("peak: %d to %d".formatted(PEAK_MIN, PEAK_MAX));
    }
    if (times.isEmpty() || times.stream().anyMatch(one -> one < 1 || one > TIMES_MAX)) {
      throw new IllegalArgumentException("times: at least one, each from 1 to " + TIMES_MAX);
    }
    for (var one : times) {
      if ((long) peak * one > OFFERED_MAX) {
        throw new IllegalArgumentException(
            "%d times %d is more than %d orders/s, which the lab cannot send"
                .formatted(one, peak, OFFERED_MAX));
      }
    }
    if (length.compareTo(LENGTH_MIN) < 0 || length.compareTo(LENGTH_MAX) > 0) {
      throw new IllegalArgumentException("seconds: 1 to " + LENGTH_MAX.toSeconds());
    }
  }
}
