package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.Write;

/** Ends, for staff, a personal access token. A repeat is no mistake. */
public record RevokeToken(String name) implements Request<RevokeToken.Reply>, Write {
  public RevokeToken {
    Text.require("name", name, 64);
  }

  /** Revoked, or never known. */
  public sealed interface Reply extends Message {
    record Revoked() implements Reply {}

    record Unknown() implements Reply {}
  }
}
