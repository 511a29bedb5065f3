package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;

/** Changes the caller's password and ends all of their sessions. */
public record ChangePassword(Credential current, Credential password)
    implements Request<ChangePassword.Reply>, OnceOnly {
  /** Changed, or not by somebody who does not know the current one. */
  public sealed interface Reply extends Message {
    record Changed() implements Reply {}

    record WrongPassword() implements Reply {}
  }
}
