package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/** Removes a saved address of the caller. */
public record RemoveAddress(UUID addressId) implements Request<RemoveAddress.Reply>, Write {
  /** Removed, or no address of the caller. */
  public sealed interface Reply extends Message {
    record Removed() implements Reply {}

    record Unknown() implements Reply {}
  }
}
