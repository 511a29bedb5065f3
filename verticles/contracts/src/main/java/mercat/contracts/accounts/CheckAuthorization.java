package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks whether somebody may be shown where to sign in for a front end. */
public record CheckAuthorization(AuthorizationRequest authorization)
    implements Request<CheckAuthorization.Reply> {
  /**
   * They may; or nobody is sent to where the request says, since no client of that id registered
   * it; or whoever asked is told what is wrong.
   */
  public sealed interface Reply extends Message {
    record Allowed(String clientName) implements Reply {}

    record UnknownClient() implements Reply {}

    record Refused(OAuthError error, String description) implements Reply {}
  }
}
