package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Ends the session whose refresh token a client has (RFC 7009). Any other token changes nothing.
 */
public record RevokeGrant(ClientCredentials client, Credential token)
    implements Request<RevokeGrant.Reply>, Write {
  /** It opens nothing, or the client is not who it says. */
  public sealed interface Reply extends Message {
    record Revoked() implements Reply {}

    record UnknownClient() implements Reply {}
  }
}
