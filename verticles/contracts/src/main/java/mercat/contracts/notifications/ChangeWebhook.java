package mercat.contracts.notifications;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.Write;
import org.jspecify.annotations.Nullable;

/**
 * Changes, for staff, an endpoint of webhooks; what is null stays as it is.
 *
 * @param enabled false: it is told of nothing, and what waits for it waits on; true: what waits is
 *     tried at once
 * @param events of {@link WebhookEvents#TYPES}, empty for all
 */
public record ChangeWebhook(
    UUID endpointId,
    @Nullable Boolean enabled,
    @Nullable List<String> events,
    @Nullable String description)
    implements Request<ChangeWebhook.Reply>, Write {
  public ChangeWebhook {
    if (events != null) {
      events = WebhookEvents.chosen(events);
    }
    if (description != null) {
      description = Text.trimmed(description);
      Text.require("description", description, AddWebhook.DESCRIPTION_MAX);
    }
  }

  /** As it is now, or unknown. */
  public sealed interface Reply extends Message {
    record Changed(WebhookEndpoint endpoint) implements Reply {}

    record Unknown() implements Reply {}
  }
}
