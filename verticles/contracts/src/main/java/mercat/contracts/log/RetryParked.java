package mercat.contracts.log;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Applies, for staff, a parked event and those parked behind it, in order: all or none.
 *
 * @param context who follows
 * @param position of the event, the first of its key that is parked
 */
public record RetryParked(String context, String source, long position)
    implements Request<RetryParked.Reply>, Addressed, Write {
  /** What became of it. */
  public sealed interface Reply extends Message {
    /**
     * They are applied.
     *
     * @param positions of those that were, at most a hundred
     */
    record Applied(List<Long> positions) implements Reply {
      public Applied {
        positions = List.copyOf(positions);
      }
    }

    /** Nothing was done: an earlier event of the same key is parked too. */
    record Behind(long position) implements Reply {}

    /** Nothing was done: they still cannot be applied. */
    record Failed(String error) implements Reply {}

    /** There is no such event, or none any more. */
    record Unknown() implements Reply {}
  }
}
