package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Asks notifications, on behalf of staff, to send an endpoint an event that tells of nothing.
 *
 * @param deliveryId a UUIDv7, chosen by whoever asks: a repeat finds what it made
 */
public record TestWebhook(UUID endpointId, UUID deliveryId)
    implements Request<TestWebhook.Reply>, Write {
  /** Waiting, or why not. */
  public sealed interface Reply extends Message {
    record Waiting(WebhookDelivery delivery) implements Reply {}

    /** The endpoint is told of nothing. */
    record SwitchedOff() implements Reply {}

    record Unknown() implements Reply {}
  }
}
