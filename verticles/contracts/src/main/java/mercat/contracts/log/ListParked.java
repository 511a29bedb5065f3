package mercat.contracts.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;

/**
 * Asks a context, for staff, which events of a log it could not apply, in their order.
 *
 * @param context who follows
 * @param after the position behind which to begin, 0 for the first
 * @param limit 1 to {@value #LIMIT_MAX}
 */
public record ListParked(String context, String source, long after, int limit)
    implements Request<ListParked.Listed>, Addressed {
  public static final int LIMIT_MAX = 100;

  public ListParked {
    if (after < 0 || limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("after must be >= 0 and limit 1 to " + LIMIT_MAX);
    }
  }

  /**
   * A page of them.
   *
   * @param more whether there are further ones
   */
  public record Listed(List<ParkedEvent> events, boolean more) implements Message {
    public Listed {
      events = List.copyOf(events);
    }
  }

  /**
   * One event that waits for somebody.
   *
   * @param key later events of the same key wait behind it
   * @param payload as it stands in the log, JSON
   * @param error why it could not be applied
   */
  public record ParkedEvent(
      long position,
      UUID key,
      String type,
      String payload,
      String error,
      int attempts,
      Instant parkedAt) {}
}
