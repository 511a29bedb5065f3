package mercat.contracts.log;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;

/**
 * Asks a context for what its log holds after a position.
 *
 * @param source the context whose log is read
 * @param follower who reads, for the source's book of readers
 * @param after the last position the follower has applied, 0 for none; {@link #END} asks only where
 *     the log ends
 * @param limit the most positions to scan, 1 to {@value #LIMIT_MAX}
 * @param types the event types the follower applies; others are scanned and left out. Empty: all
 */
public record ReadLog(String source, String follower, long after, int limit, Set<String> types)
    implements Request<ReadLog.Entries>, Addressed {
  /** Stands for the present end of the log. */
  public static final long END = Long.MAX_VALUE;

  /** The most positions one request scans. */
  public static final int LIMIT_MAX = 2_000;

  public ReadLog {
    types = Set.copyOf(types);
    if (after < 0 || limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("after must be >= 0 and limit 1 to " + LIMIT_MAX);
    }
  }

  @Override
  public String context() {
    return source;
  }

  /**
   * A stretch of the log.
   *
   * @param incarnation names the life of this log: another id means a restored database
   * @param through the last position scanned; equals {@code after} when there was nothing new
   * @param scanned how many positions were found: fewer than {@code through - after} means a hole
   */
  public record Entries(UUID incarnation, long through, long scanned, List<LogEntry> entries)
      implements Message {
    public Entries {
      entries = List.copyOf(entries);
    }

    /** Whether an entry is not understood by the version that read it. */
    public boolean holdsUnread() {
      return entries.stream().anyMatch(entry -> entry.event() instanceof UnreadEvent);
    }

    /** The part of this stretch from a position to one of its entries, with no other in it. */
    public Entries only(LogEntry entry, long from) {
      return new Entries(incarnation, entry.position(), entry.position() - from, List.of(entry));
    }
  }
}
