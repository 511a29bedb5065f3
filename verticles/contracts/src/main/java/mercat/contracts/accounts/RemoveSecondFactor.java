package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;

/**
 * Lets the caller sign in with the password alone again, and ends their sessions.
 *
 * @param code that the authenticator shows, or a recovery code
 */
public record RemoveSecondFactor(Credential password, Credential code)
    implements Request<RemoveSecondFactor.Reply>, OnceOnly {
  /** Removed, or not. */
  public sealed interface Reply extends Message {
    record Removed() implements Reply {}

    /** Which of password and code is wrong stays untold. */
    record Refused() implements Reply {}

    /** There were too many wrong codes in a row. This one was not looked at. */
    record TooSoon(long seconds) implements Reply {}

    record NoneThere() implements Reply {}
  }
}
