package mercat.contracts.log;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Has a context go on, for staff, behind another position of a log; what it has parked from there
 * on is forgotten, for it comes again.
 *
 * @param context who follows
 * @param position up to which the log counts as applied, 0 for nothing of it
 * @param incarnation the life of the log that is meant, as it is listed: of a log that was restored
 *     this accepts the new one
 */
public record ResetFollower(String context, String source, long position, UUID incarnation)
    implements Request<ResetFollower.Reply>, Addressed, Write {
  public ResetFollower {
    if (position < 0) {
      throw new IllegalArgumentException("position must be >= 0");
    }
  }

  /** What became of it. */
  public sealed interface Reply extends Message {
    /**
     * It goes on from there.
     *
     * @param from the position where it stood
     */
    record Moved(long from) implements Reply {}

    /** The log ends before that position. */
    record BeyondEnd(long end) implements Reply {}

    /** The log lives another life than the one that is meant. */
    record OtherLog(UUID incarnation) implements Reply {}

    /** The context does not follow that log. */
    record Unknown() implements Reply {}
  }
}
