package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Event;

/**
 * A webhook is not delivered, unless staff has it sent again.
 *
 * @param type of the event, one of {@link WebhookEvents}
 * @param subjectId the order or the account that it is about
 * @param reason such as {@code http_500}: no text of the endpoint
 */
public record DeliveryParked(
    UUID endpointId, UUID deliveryId, String type, UUID subjectId, String reason)
    implements Event {}
