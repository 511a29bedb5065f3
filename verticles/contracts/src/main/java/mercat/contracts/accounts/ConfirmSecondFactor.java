package mercat.contracts.accounts;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;

/**
 * Shows that the caller's authenticator has the secret. From now on they sign in with both factors;
 * the sessions before have ended.
 */
public record ConfirmSecondFactor(Credential code)
    implements Request<ConfirmSecondFactor.Reply>, OnceOnly {
  /** Confirmed, or not. */
  public sealed interface Reply extends Message {
    /**
     * There is a second factor.
     *
     * @param recoveryCodes shown this once; each opens the account once in place of a code
     */
    record Confirmed(List<Credential> recoveryCodes) implements Reply {
      public Confirmed {
        recoveryCodes = List.copyOf(recoveryCodes);
      }
    }

    record WrongCode() implements Reply {}

    /** There were too many wrong codes in a row. This one was not looked at. */
    record TooSoon(long seconds) implements Reply {}

    /** There is no secret that waits for it. */
    record NotEnrolled() implements Reply {}
  }
}
