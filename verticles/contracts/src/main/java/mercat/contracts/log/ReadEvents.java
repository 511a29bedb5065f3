package mercat.contracts.log;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks a context, for whoever may read events, for what its log holds behind a position. For
 * readers outside, who remember by themselves how far they have come: the context's book of readers
 * does not know them.
 *
 * @param context whose log is read
 * @param incarnation the life of the log that the position is of; null when the reader knows none
 * @param after the last position that was read, 0 for none; {@link ReadLog#END} asks only where the
 *     log ends
 * @param limit the most events, 1 to {@value #LIMIT_MAX}
 */
public record ReadEvents(String context, @Nullable UUID incarnation, long after, int limit)
    implements Request<ReadEvents.Reply>, Addressed {
  public static final int LIMIT_MAX = 500;

  public ReadEvents {
    if (after < 0 || limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("after must be >= 0 and limit 1 to " + LIMIT_MAX);
    }
  }

  /** What is behind the position, or why nobody can say. */
  public sealed interface Reply extends Message {
    /**
     * What follows without a gap, none when there is nothing new.
     *
     * @param through the position of the last of them; where there is none, that which was asked
     *     for, or the end
     */
    record Found(UUID incarnation, long through, List<LogEntry> entries) implements Reply {
      public Found {
        entries = List.copyOf(entries);
      }
    }

    /** The log lives another life than the one that the reader knows: it was restored. */
    record OtherLog(UUID incarnation) implements Reply {}

    /** What comes next is not there any more; the first position that is. */
    record Removed(long first) implements Reply {}

    /** The log ends before the position. */
    record BeyondEnd(long end) implements Reply {}
  }
}
