package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;

/**
 * Begins a session for whom the outside provider knows.
 *
 * @param transaction which {@link BeginFederatedSignIn} gave
 * @param code that the browser brought back, with {@code state}
 */
public record CompleteFederatedSignIn(Credential transaction, Credential code, Credential state)
    implements Request<CompleteFederatedSignIn.Reply>, OnceOnly {
  /** A session, or none. */
  public sealed interface Reply extends Message {
    record SignedIn(Tokens tokens) implements Reply {}

    /** The account that is joined to the provider's wants a code as well. */
    record SecondFactorNeeded(Credential ticket) implements Reply {}

    /** Transaction, state and code do not belong together, or the provider says so. */
    record Refused() implements Reply {}

    /** The provider does not vouch for an e-mail address, by which there could be an account. */
    record EmailNotVerified() implements Reply {}

    /** No provider is configured. */
    record NotOffered() implements Reply {}
  }
}
