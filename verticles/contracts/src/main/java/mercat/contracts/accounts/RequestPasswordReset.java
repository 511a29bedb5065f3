package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/** Asks for a secret link to a new password. The answer is the same for an unknown e-mail. */
public record RequestPasswordReset(Email email)
    implements Request<RequestPasswordReset.Accepted>, Write {
  public record Accepted() implements Message {}
}
