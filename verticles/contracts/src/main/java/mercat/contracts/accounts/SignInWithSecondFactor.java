package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;

/**
 * Begins a session by the second of two factors.
 *
 * @param ticket which {@link SignIn} gave, for the first
 * @param code that the authenticator shows, or a recovery code; used up by it
 */
public record SignInWithSecondFactor(Credential ticket, Credential code)
    implements Request<SignInWithSecondFactor.Reply>, OnceOnly {
  /** A session, or none. */
  public sealed interface Reply extends Message {
    record SignedIn(Tokens tokens) implements Reply {}

    /** The ticket is worth nothing, or the code is wrong. */
    record Refused() implements Reply {}

    /** There were too many wrong codes in a row. This one was not looked at. */
    record TooSoon(long seconds) implements Reply {}
  }
}
