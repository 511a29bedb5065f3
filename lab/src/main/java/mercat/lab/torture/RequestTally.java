package mercat.lab.torture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import mercat.lab.load.ServerAddress;

/** What became of all requests, and when. Written by the load's thread, read by others. */
final class RequestTally {
  private final Moments finished = new Moments();
  private final Moments unanswered = new Moments();
  private final Map<Integer, Moments> refusedByServer = new TreeMap<>();
  private final Map<ServerAddress, Moments> acknowledgedBy = new HashMap<>();
  private final Waits waits = new Waits();
  private final List<Failure> failures = new ArrayList<>();
  private long asked;
  private long acknowledged;
  private long refused;
  private long pending;
  private long repeated;
  private long read;

  /** A request whose client had no final answer in time. */
  record Failure(long bornNanos, long endNanos, String key, String why) {}

  /** Moments in ascending order, as many as there is memory for. */
  private static final class Moments {
    private long[] nanos = new long[1024];
    private int size;

    void add(long moment) {
      if (size == nanos.length) {
        nanos = Arrays.copyOf(nanos, size * 2);
      }
      nanos[size++] = moment;
    }

    /** The first that is not before. */
    private int from(long moment) {
      var at = Arrays.binarySearch(nanos, 0, size, moment);
      return at < 0 ? -at - 1 : at;
    }

    int between(long from, long to) {
      return from(to) - from(from);
    }

    /** The last one after one moment and not after another; the former where there is none. */
    long lastBetween(long from, long to) {
      var at = from(to + 1) - 1;
      return at < 0 ? from : Math.max(from, nanos[at]);
    }

    long longestGap(long from, long to) {
      var longest = 0L;
      var last = from;
      for (var i = from(from); i < size && nanos[i] <= to; i++) {
        longest = Math.max(longest, nanos[i] - last);
        last = nanos[i];
      }
      return Math.max(longest, to - last);
    }
  }

  synchronized void came() {
    asked++;
  }

  /** Somebody has a final answer, be it a yes or a no. */
  synchronized void finished(boolean isYes) {
    finished.add(System.nanoTime());
    if (isYes) {
      acknowledged++;
    } else {
      refused++;
    }
  }

  /** Somebody was told for as long as it asked that its order stands and is in doubt. */
  synchronized void leftPending() {
    finished.add(System.nanoTime());
    acknowledged++;
    pending++;
  }

  /** A server told somebody that its order stands. */
  synchronized void acknowledgedBy(ServerAddress server) {
    acknowledgedBy.computeIfAbsent(server, first -> new Moments()).add(System.nanoTime());
  }

  synchronized void repeated() {
    repeated++;
  }

  synchronized void read() {
    read++;
  }

  synchronized void unanswered() {
    unanswered.add(System.nanoTime());
  }

  /** An attempt was answered with a 5xx or 429. */
  synchronized void refusedByServer(int status) {
    refusedByServer.computeIfAbsent(status, first -> new Moments()).add(System.nanoTime());
  }

  synchronized void failed(long bornNanos, String key, String why) {
    failures.add(new Failure(bornNanos, System.nanoTime(), key, why));
  }

  synchronized long asked() {
    return asked;
  }

  synchronized long acknowledged() {
    return acknowledged;
  }

  synchronized long refused() {
    return refused;
  }

  synchronized long pending() {
    return pending;
  }

  synchronized long repeats() {
    return repeated;
  }

  synchronized long reads() {
    return read;
  }

  synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }

  synchronized int finishedBetween(long from, long to) {
    return finished.between(from, to);
  }

  /** How often some servers told that an order stands, between two moments. */
  synchronized int acknowledgedBetween(Collection<ServerAddress> servers, long from, long to) {
    return servers.stream()
        .map(acknowledgedBy::get)
        .filter(Objects::nonNull)
        .mapToInt(moments -> moments.between(from, to))
        .sum();
  }

  Waits waits() {
    return waits;
  }

  /** Attempts without an answer, or with an answer that blames the server. */
  synchronized int troublesBetween(long from, long to) {
    return unanswered.between(from, to)
        + refusedByServer.values().stream().mapToInt(moments -> moments.between(from, to)).sum();
  }

  /** The last such attempt after a moment; that moment where there was none. */
  synchronized long lastTroubleBetween(long from, long to) {
    return refusedByServer.values().stream()
        .mapToLong(moments -> moments.lastBetween(from, to))
        .reduce(unanswered.lastBetween(from, to), Math::max);
  }

  /** Answers of a status that came between two moments. */
  synchronized Map<Integer, Integer> refusalsBetween(long from, long to) {
    var counts = new TreeMap<Integer, Integer>();
    refusedByServer.forEach((status, moments) -> {
      var count = moments.between(from, to);
      if (count > 0) {
        counts.put(status, count);
      }
    });
    return counts;
  }

  /** The longest time between two moments in which nobody at all had a final answer. */
  synchronized long longestSilenceNanos(long from, long to) {
    return finished.longestGap(from, to);
  }
}
