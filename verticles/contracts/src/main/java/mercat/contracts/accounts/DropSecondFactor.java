package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Removes the second factor of somebody who has lost it, and ends their sessions. Staff who may do
 * it for others, and never for themselves.
 */
public record DropSecondFactor(UUID accountId) implements Request<DropSecondFactor.Reply>, Write {
  /** There is none any more, or there is no such account. */
  public sealed interface Reply extends Message {
    record Dropped() implements Reply {}

    record Unknown() implements Reply {}
  }
}
