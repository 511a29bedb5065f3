package mercat.contracts.notifications;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event for one endpoint.
 *
 * @param id the header {@code webhook-id} of every attempt
 * @param type of the event, one of {@link WebhookEvents}
 * @param subjectId the order or the account that it is about; of a test the endpoint
 * @param attempts since it was wanted or staff had it tried again
 * @param lastStatus of the last answer, null when there was none
 * @param reason why the last attempt failed, a code such as {@code http_500} or {@code timeout};
 *     empty while all is well
 * @param body what is sent, JSON
 * @param wantedAt when that happened which it tells of
 * @param lastAt when the last attempt began, null before the first
 * @param nextAt when it is tried next, null when it is over
 * @param endedAt when it was delivered or given up; null before
 */
public record WebhookDelivery(
    UUID id,
    String type,
    UUID subjectId,
    DeliveryState state,
    int attempts,
    @Nullable Integer lastStatus,
    String reason,
    String body,
    Instant wantedAt,
    @Nullable Instant lastAt,
    @Nullable Instant nextAt,
    @Nullable Instant endedAt) {}
