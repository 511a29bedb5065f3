package mercat.contracts.notifications;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks notifications, on behalf of staff, for the endpoints of webhooks, the latest first. */
public record ListWebhooks() implements Request<ListWebhooks.Listed> {
  /** All of them. */
  public record Listed(List<WebhookEndpoint> endpoints) implements Message {
    public Listed {
      endpoints = List.copyOf(endpoints);
    }
  }
}
