package mercat.contracts.log;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Forgets, for staff, one parked event for good: it will never be applied. Those behind it stay
 * parked.
 *
 * @param context who follows
 */
public record DiscardParked(String context, String source, long position)
    implements Request<DiscardParked.Reply>, Addressed, Write {
  /** What became of it. */
  public sealed interface Reply extends Message {
    record Discarded() implements Reply {}

    record Unknown() implements Reply {}
  }
}
