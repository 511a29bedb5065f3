package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;
import mercat.contracts.accounts.Credential;

/**
 * Gives, for staff, an endpoint of webhooks another secret. The one before it signs beside it for a
 * day.
 *
 * @param rotationId chosen by whoever asks: a repeat makes no further secret
 */
public record RotateWebhookSecret(UUID endpointId, UUID rotationId)
    implements Request<RotateWebhookSecret.Reply>, Write {
  /** The new secret, or why there is none. */
  public sealed interface Reply extends Message {
    record Rotated(WebhookEndpoint endpoint, Credential secret) implements Reply {}

    record Unknown() implements Reply {}

    /** Notifications has no key under which to keep a secret. */
    record NoKey() implements Reply {}
  }
}
