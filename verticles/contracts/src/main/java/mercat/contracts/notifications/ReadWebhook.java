package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks notifications, on behalf of staff, for one endpoint of webhooks. */
public record ReadWebhook(UUID endpointId) implements Request<ReadWebhook.Reply> {
  /** The endpoint, or none. */
  public sealed interface Reply extends Message {
    record Found(WebhookEndpoint endpoint) implements Reply {}

    record Unknown() implements Reply {}
  }
}
