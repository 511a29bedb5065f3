package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Event;

/**
 * An endpoint has taken a webhook. That this is told once does not mean that it was sent once.
 *
 * @param type of the event, one of {@link WebhookEvents}
 * @param subjectId the order or the account that it is about
 */
public record WebhookDelivered(UUID endpointId, UUID deliveryId, String type, UUID subjectId)
    implements Event {}
