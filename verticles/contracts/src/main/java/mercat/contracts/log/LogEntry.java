package mercat.contracts.log;

import java.time.Instant;
import java.util.UUID;
import mercat.contracts.Event;

/**
 * One event in a context's log.
 *
 * @param position its place: dense, from 1, in the order of commits
 * @param key events of one key are applied in order
 * @param trace the W3C traceparent of the request that caused it, empty if none
 */
public record LogEntry(long position, UUID key, Event event, String trace, Instant at) {
  /** The name of the event in the log, also of one that this version does not understand. */
  public String type() {
    return event instanceof UnreadEvent unread ? unread.type() : event.getClass().getSimpleName();
  }
}
