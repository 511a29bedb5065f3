package mercat.contracts.notifications;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where another system is told of events. Its secret is shown when it is made, and never again.
 *
 * @param events the types that it is told of, empty for all
 * @param enabled whether it is told of anything
 * @param offReason why it is not: {@code staff}, {@code gone} (it answered 410), or {@code failing}
 *     for days; empty while it is
 * @param createdAt it is told of what happens from then on
 * @param failingSince when the first of the attempts failed behind which none succeeded; null while
 *     all is well
 * @param formerSecretUntil until when the secret before the last rotation signs as well; null when
 *     there is none
 */
public record WebhookEndpoint(
    UUID id,
    String url,
    List<String> events,
    String description,
    boolean enabled,
    String offReason,
    Instant createdAt,
    @Nullable Instant failingSince,
    @Nullable Instant formerSecretUntil) {
  public WebhookEndpoint {
    events = List.copyOf(events);
  }
}
