package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Removes, for staff, an endpoint of webhooks, its secrets and all that waits for it. A repeat
 * finds it gone.
 */
public record RemoveWebhook(UUID endpointId) implements Request<RemoveWebhook.Reply>, Write {
  /** Removed, now or before, or never known. */
  public sealed interface Reply extends Message {
    record Removed() implements Reply {}

    record Unknown() implements Reply {}
  }
}
