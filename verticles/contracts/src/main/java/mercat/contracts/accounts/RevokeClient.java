package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.Write;

/**
 * Ends, for staff, a client of OAuth 2: its own tokens open nothing more, and it gets no others. A
 * repeat is no mistake.
 */
public record RevokeClient(String id) implements Request<RevokeClient.Reply>, Write {
  public RevokeClient {
    Text.require("id", id, 64);
  }

  /** Revoked, or never known. */
  public sealed interface Reply extends Message {
    record Revoked() implements Reply {}

    record Unknown() implements Reply {}
  }
}
