package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Gives the caller a secret for their authenticator. Nobody is asked for codes of it before {@link
 * ConfirmSecondFactor} has shown that it is there; until then another takes its place.
 */
public record EnrolSecondFactor(Credential password)
    implements Request<EnrolSecondFactor.Reply>, Write {
  /** The secret, shown this once, or why there is none. */
  public sealed interface Reply extends Message {
    /**
     * A secret.
     *
     * @param secret in Base32
     * @param uri the same as authenticators read it ({@code otpauth:})
     */
    record Enrolled(Credential secret, Credential uri) implements Reply {}

    record WrongPassword() implements Reply {}

    /** There is a confirmed one: it is removed first. */
    record AlreadyThere() implements Reply {}
  }
}
