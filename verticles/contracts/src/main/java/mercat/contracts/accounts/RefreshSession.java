package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Exchanges a refresh token. Soon after, a repeat is given the same next one, so that a lost answer
 * signs nobody out; later it ends the session, for two have the token then.
 */
public record RefreshSession(Credential refreshToken)
    implements Request<RefreshSession.Reply>, Write {
  /** The next tokens, or none. */
  public sealed interface Reply extends Message {
    record Refreshed(Tokens tokens) implements Reply {}

    record Refused() implements Reply {}
  }
}
