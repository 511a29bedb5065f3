package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/** Shows by the token of a secret link that an e-mail address is read by whoever registered it. */
public record VerifyEmail(Credential token) implements Request<VerifyEmail.Reply>, Write {
  /** Verified, or not by this token. */
  public sealed interface Reply extends Message {
    record Verified() implements Reply {}

    /** Never given, used before, or expired. */
    record UnknownToken() implements Reply {}
  }
}
