package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;

/**
 * Hands a session that has just begun over to a client, which gets the tokens by a code.
 *
 * @param refreshToken of the session; opens nothing more
 */
public record GrantCode(AuthorizationRequest authorization, Credential refreshToken)
    implements Request<GrantCode.Reply>, OnceOnly {
  /** A code for a minute and for one use, or what is wrong. */
  public sealed interface Reply extends Message {
    record Granted(Credential code) implements Reply {}

    record Refused(OAuthError error, String description) implements Reply {}
  }
}
