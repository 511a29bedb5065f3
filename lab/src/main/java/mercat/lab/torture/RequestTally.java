package mercat.lab.torture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import mercat.lab.load.ServerAddress;
import org.jspecify.annotations.Nullable;

/** What became of all requests, and when. Written by the load's thread, read by others. */
final class RequestTally {
  /** Shorter waits are an answer's usual time, and forgotten. */
  private static final long WORTH_KEEPING_NANOS = 250_000_000;

  private static final Set<Mark> FINAL =
      EnumSet.of(Mark.ACKNOWLEDGED, Mark.REFUSED, Mark.LEFT_PENDING);
  private static final Set<Mark> TROUBLE = EnumSet.of(Mark.UNANSWERED, Mark.BLAMED);

  private final NavigableMap<Long, Event> events = new ConcurrentSkipListMap<>();
  private final List<Wait> waits = new ArrayList<>();
  private final List<Wait> failures = new ArrayList<>();

  /** What may happen to a request, or to one attempt at it. */
  enum Mark {
    CAME,
    /** It was told that its order stands: a final answer. */
    ACKNOWLEDGED,
    /** It was refused: a final answer. */
    REFUSED,
    /** It was told for as long as it asked that its order stands and is in doubt. */
    LEFT_PENDING,
    /** It asked again though it knew, and was told. */
    REPEATED,
    READ,
    /** A server told somebody that its order stands. */
    SERVED,
    UNANSWERED,
    /** An attempt was answered with a 5xx or 429. */
    BLAMED
  }

  private record Event(Mark mark, @Nullable ServerAddress server) {}

  /** From when a client first asked until it had its answer or, in vain, gave up. */
  record Wait(long from, long to, boolean isVain) {
    boolean touches(long begin, long end) {
      return from < end && to > begin;
    }

    long nanos() {
      return to - from;
    }
  }

  void note(Mark mark) {
    note(mark, null);
  }

  void note(Mark mark, @Nullable ServerAddress server) {
    var moment = System.nanoTime();
    while (events.putIfAbsent(moment, new Event(mark, server)) != null) {
      moment++; // no two at the same one
    }
  }

  synchronized void failed(Wait wait) {
    failures.add(wait);
  }

  synchronized List<Wait> failures() {
    return List.copyOf(failures);
  }

  /** A client has its first proper answer, or gave up without one. */
  synchronized void waited(Wait wait) {
    if (wait.nanos() >= WORTH_KEEPING_NANOS) {
      waits.add(wait);
    }
  }

  /** How many got their first proper answer between two moments, later than is usual. */
  synchronized long lateBetween(long from, long to) {
    return waits.stream().filter(wait -> wait.to >= from && wait.to < to).count();
  }

  /**
   * The longest time that a single client, who asks on elsewhere, was without a proper answer, of
   * those that touch the time between two moments. Those who gave up had none for at least as long,
   * so the waits of such as overlap are one.
   */
  synchronized long longestWaitNanos(long from, long to) {
    var touching =
        waits.stream()
            .filter(wait -> wait.touches(from, to))
            .sorted(Comparator.comparingLong(Wait::from))
            .toList();
    var longest = 0L;
    var chain = new Wait(Long.MIN_VALUE, Long.MIN_VALUE, true);
    for (var wait : touching) {
      longest = Math.max(longest, wait.nanos());
      if (wait.isVain) {
        var isNext = wait.from <= chain.to;
        chain = isNext ? new Wait(chain.from, Math.max(chain.to, wait.to), true) : wait;
        longest = Math.max(longest, chain.nanos());
      }
    }
    return longest;
  }

  long count(Mark mark) {
    return events.values().stream().filter(event -> event.mark == mark).count();
  }

  long finishedBetween(long from, long to) {
    return moments(event -> FINAL.contains(event.mark), from, to).count();
  }

  /** How often some servers told that an order stands, between two moments. */
  long acknowledgedBetween(Collection<ServerAddress> servers, long from, long to) {
    return moments(event -> event.server != null && servers.contains(event.server), from, to)
        .count();
  }

  /** Attempts without an answer, or with an answer that blames the server. */
  long troublesBetween(long from, long to) {
    return moments(event -> TROUBLE.contains(event.mark), from, to).count();
  }

  /** The last such attempt after a moment; that moment where there was none. */
  long lastTroubleBetween(long from, long to) {
    return moments(event -> TROUBLE.contains(event.mark), from, to).max().orElse(from);
  }

  long blamesBetween(long from, long to) {
    return moments(event -> event.mark == Mark.BLAMED, from, to).count();
  }

  /** The longest time between two moments in which nobody at all had a final answer. */
  long longestSilenceNanos(long from, long to) {
    var longest = 0L;
    var last = from;
    for (var moment : moments(event -> FINAL.contains(event.mark), from, to).toArray()) {
      longest = Math.max(longest, moment - last);
      last = moment;
    }
    return Math.max(longest, to - last);
  }

  private LongStream moments(Predicate<Event> which, long from, long to) {
    return events.subMap(from, true, to, true).entrySet().stream()
        .filter(event -> which.test(event.getValue()))
        .mapToLong(Map.Entry::getKey);
  }
}
