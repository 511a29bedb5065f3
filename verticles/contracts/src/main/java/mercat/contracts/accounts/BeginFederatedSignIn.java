package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Text;

/**
 * Asks where a browser signs in at the outside provider.
 *
 * @param redirectUri to which the provider sends it back, one of those that are configured
 */
public record BeginFederatedSignIn(String redirectUri)
    implements Request<BeginFederatedSignIn.Reply> {
  public BeginFederatedSignIn {
    Text.require("redirectUri", redirectUri, 500);
  }

  /** Where, or why not. */
  public sealed interface Reply extends Message {
    /**
     * The browser is to be sent there.
     *
     * @param transaction for {@link CompleteFederatedSignIn}; kept by the front end, not by the
     *     provider
     */
    record Begun(String authorizationUrl, Credential transaction) implements Reply {}

    record UnknownRedirectUri() implements Reply {}

    /** No provider is configured. */
    record NotOffered() implements Reply {}
  }
}
