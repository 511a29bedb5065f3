package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/** Ends a session of the caller. A repeat, and somebody else's session, change nothing. */
public record SignOut(UUID sessionId) implements Request<SignOut.SignedOut>, Write {
  public record SignedOut() implements Message {}
}
