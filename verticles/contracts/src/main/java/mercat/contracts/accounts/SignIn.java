package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/** Begins a session. */
public record SignIn(Email email, Credential password) implements Request<SignIn.Reply>, Write {
  /** A session, or none: which of e-mail address and password is wrong stays untold. */
  public sealed interface Reply extends Message {
    record SignedIn(Tokens tokens) implements Reply {}

    /**
     * The password was right, and the account wants a code as well.
     *
     * @param ticket that says so, for {@link SignInWithSecondFactor}
     */
    record SecondFactorNeeded(Credential ticket) implements Reply {}

    record Refused() implements Reply {}
  }
}
