package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Asks notifications, on behalf of staff, to send a webhook again, delivered or not. A repeat finds
 * it waiting.
 */
public record RetryDelivery(UUID endpointId, UUID deliveryId)
    implements Request<RetryDelivery.Reply>, Write {
  /** Waiting, or why not. */
  public sealed interface Reply extends Message {
    record Waiting(WebhookDelivery delivery) implements Reply {}

    /** The endpoint is told of nothing. */
    record SwitchedOff() implements Reply {}

    record Unknown() implements Reply {}
  }
}
