package mercat.platform.log;

import java.util.Set;
import mercat.contracts.log.ReadEvents;
import mercat.contracts.log.ReadEvents.Reply;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;

/** Shows a context's log to readers outside: whatever follows a position, or that it is gone. */
public record EventReader(LogReader log) {
  /** What whoever reads events must hold. */
  public static final String SCOPE = "events:read";

  /** What payloads may weigh together before an answer ends early, characters. */
  private static final int ANSWER_CHARACTERS_MAX = 64 * 1024;

  /** Reads a stretch of the log. For whoever may read events. */
  public Reply read(ReadEvents request, Call call) {
    call.actor().requireScope(SCOPE);
    long after = request.after();
    var page =
        log.stretch(
            new ReadLog(request.context(), call.caller(), after, request.limit(), Set.of()),
            ANSWER_CHARACTERS_MAX);
    var known = request.incarnation();
    if (known != null && !known.equals(page.incarnation())) {
      return new Reply.OtherLog(page.incarnation());
    }
    if (page.entries().isEmpty()) {
      return after == ReadLog.END ? found(page, request.limit()) : end(page, after);
    }
    if (page.scanned() < page.through() - after) {
      return new Reply.Removed(page.entries().getFirst().position());
    }
    return found(page, request.limit());
  }

  /** Whole rows were read: what is more than was asked for is left for the next time. */
  private static Reply found(ReadLog.Entries page, int limit) {
    var entries = page.entries();
    if (entries.size() <= limit) {
      return new Reply.Found(page.incarnation(), page.through(), entries);
    }
    var asked = entries.subList(0, limit);
    return new Reply.Found(page.incarnation(), asked.getLast().position(), asked);
  }

  private Reply end(ReadLog.Entries nothing, long after) {
    long end = log.end().through();
    return end < after
        ? new Reply.BeyondEnd(end)
        : new Reply.Found(nothing.incarnation(), after, nothing.entries());
  }
}
