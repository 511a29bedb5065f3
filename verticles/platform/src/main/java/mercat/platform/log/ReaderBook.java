package mercat.platform.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far each follower of a log has read, as this process hears it when it is asked; one entry for
 * each name of a follower.
 */
final class ReaderBook {
  /** Whoever has not read for so long is not waited for. */
  private static final Duration LATELY = Duration.ofSeconds(10);

  /** After which it is told again that a follower has read no further. */
  private static final Duration TOLD_AGAIN = Duration.ofSeconds(30);

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /**
   * One follower.
   *
   * @param after all up to here has been applied
   * @param readNanos when it read last
   * @param isNew whether it has read since operators were told last, or need not be
   * @param told the position that was told last, -1 when none was
   * @param toldNanos when
   */
  private record Entry(long after, long readNanos, boolean isNew, long told, long toldNanos) {
    static Entry first(long after, long nanos) {
      return new Entry(after, nanos, true, -1, nanos);
    }

    Entry read(Entry now) {
      return new Entry(now.after, now.readNanos, true, told, toldNanos);
    }

    Entry passedOver() {
      return new Entry(after, readNanos, false, told, toldNanos);
    }

    Entry toldAt(long nanos) {
      return new Entry(after, readNanos, false, after, nanos);
    }

    boolean isKnown(long nanos) {
      return told == after && nanos - toldNanos < TOLD_AGAIN.toNanos();
    }
  }

  /** A follower reads on from here: it has applied all that is before. */
  void note(String follower, long after) {
    entries.merge(follower, Entry.first(after, System.nanoTime()), Entry::read);
  }

  /** The position up to which all have applied who have read lately; 0 when nobody has. */
  long appliedByAll() {
    long oldest = System.nanoTime() - LATELY.toNanos();
    return entries.values().stream()
        .filter(entry -> entry.readNanos - oldest >= 0)
        .mapToLong(Entry::after)
        .min()
        .orElse(0);
  }

  /** The positions of those who have read lately and of whom operators do not know that. */
  Map<String, Long> news() {
    long nanos = System.nanoTime();
    var news = new HashMap<String, Long>();
    entries.forEach((follower, entry) -> {
      if (entry.isNew && entry.isKnown(nanos)) {
        boolean unused = entries.replace(follower, entry, entry.passedOver());
      } else if (entry.isNew) {
        news.put(follower, entry.after);
      }
    });
    return news;
  }

  /** These have been told. Who has read further meanwhile is news again. */
  void told(Map<String, Long> news) {
    long nanos = System.nanoTime();
    news.forEach((follower, position) ->
        entries.computeIfPresent(
            follower, (same, entry) -> entry.after == position ? entry.toldAt(nanos) : entry));
  }
}
