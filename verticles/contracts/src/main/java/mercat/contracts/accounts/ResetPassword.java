package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;

/** Sets a password by the token of a secret link and ends all sessions of the account. */
public record ResetPassword(Credential token, Credential password)
    implements Request<ResetPassword.Reply>, OnceOnly {
  /** Set, or not by this token. */
  public sealed interface Reply extends Message {
    record Changed() implements Reply {}

    /** Never given, used before, or expired. */
    record UnknownToken() implements Reply {}
  }
}
