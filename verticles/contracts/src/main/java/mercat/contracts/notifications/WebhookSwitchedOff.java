package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Event;

/**
 * An endpoint is told of nothing more, unless staff switches it on again.
 *
 * @param reason {@code gone}: it answered 410; {@code failing}: nothing has reached it for days
 */
public record WebhookSwitchedOff(UUID endpointId, String reason) implements Event {}
