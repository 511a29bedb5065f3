package mercat.lab.load;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What a measured load saw: responses by status, and their latencies. */
public final class LoadReport {
  private static final long LATENCY_NANOS_MAX = 600_000_000_000L;

  private final SortedMap<Integer, Long> byStatus = new TreeMap<>();
  private final Histogram latencies = new Histogram(LATENCY_NANOS_MAX, 3);
  private final Histogram successes = new Histogram(LATENCY_NANOS_MAX, 3);
  private long broken;
  private long late;
  private String firstTrouble = "";
  private double seconds;

  void responded(int status, long latencyNanos) {
    byStatus.merge(status, 1L, Long::sum);
    var latency = Math.clamp(latencyNanos, 0, LATENCY_NANOS_MAX);
    latencies.recordValue(latency);
    if (status / 100 == 2) {
      successes.recordValue(latency);
    }
  }

  void broken(Throwable cause) {
    if (broken++ == 0) {
      firstTrouble = String.valueOf(cause.getMessage());
    }
  }

  void sentLate() {
    late++;
  }

  void ended(long nanos) {
    seconds = nanos / 1e9;
  }

  public long count(int status) {
    return byStatus.getOrDefault(status, 0L);
  }

  public long responses() {
    return latencies.getTotalCount();
  }

  public long broken() {
    return broken;
  }

  /** All that were sent: those responded to, and those whose connection broke. */
  public long requests() {
    return responses() + broken;
  }

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

  /** The same of those that were answered by a 2xx. */
  public double successPercentileMs(double percentile) {
    return successes.getValueAtPercentile(percentile) / 1e6;
  }

  /** Requests of an open loop that were sent later than they were due, because of the lab. */
  public long late() {
    return late;
  }

  public SortedMap<Integer, Long> byStatus() {
    return Collections.unmodifiableSortedMap(byStatus);
  }
}
