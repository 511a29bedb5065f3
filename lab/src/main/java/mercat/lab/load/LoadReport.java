package mercat.lab.load;

import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What a measured load saw: answers by status, and their latencies. */
public final class LoadReport {
  private static final long LATENCY_NANOS_MAX = 600_000_000_000L;

  private final long[] statuses = new long[600];
  private final Histogram latencies = new Histogram(LATENCY_NANOS_MAX, 3);
  private long broken;
  private String firstTrouble = "";
  private double seconds;

  void answered(int status, long latencyNanos) {
    statuses[Math.clamp(status, 0, statuses.length - 1)]++;
    latencies.recordValue(Math.clamp(latencyNanos, 0, LATENCY_NANOS_MAX));
  }

  void broken(Throwable cause) {
    if (broken++ == 0) {
      firstTrouble = String.valueOf(cause.getMessage());
    }
  }

  void ended(long nanos) {
    seconds = nanos / 1e9;
  }

  public long count(int status) {
    return statuses[status];
  }

  public long answers() {
    return latencies.getTotalCount();
  }

  public long broken() {
    return broken;
  }

  /** The first connection trouble met, empty when there was none. */
  public String firstTrouble() {
    return firstTrouble;
  }

  /** From the first request to the last answer. */
  public double seconds() {
    return seconds;
  }

  public double percentileMs(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  /** How often each status came; only those that came. */
  public SortedMap<Integer, Long> byStatus() {
    var seen = new TreeMap<Integer, Long>();
    for (var status = 0; status < statuses.length; status++) {
      if (statuses[status] > 0) {
        seen.put(status, statuses[status]);
      }
    }
    return seen;
  }
}
