package mercat.contracts.notifications;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.Write;
import mercat.contracts.accounts.Credential;

/**
 * Asks notifications, on behalf of staff, for an endpoint that is told of events.
 *
 * @param endpointId a UUIDv7, chosen by whoever asks: a repeat finds what it made
 * @param url at most {@value #URL_MAX} characters
 * @param events of {@link WebhookEvents#TYPES}, empty for all
 * @param description for people, at most {@value #DESCRIPTION_MAX} characters
 */
public record AddWebhook(UUID endpointId, String url, List<String> events, String description)
    implements Request<AddWebhook.Reply>, Write {
  public static final int URL_MAX = 2_048;
  public static final int DESCRIPTION_MAX = 200;

  /** The most endpoints of a shop. */
  public static final int ENDPOINTS_MAX = 32;

  public AddWebhook {
    Text.require("url", url, URL_MAX);
    events = WebhookEvents.chosen(events);
    description = Text.trimmed(description);
    Text.require("description", description, DESCRIPTION_MAX);
  }

  /** Made, or why not. */
  public sealed interface Reply extends Message {
    record Added(WebhookEndpoint endpoint, Credential secret) implements Reply {}

    /**
     * The URL may not be called.
     *
     * @param detail for whoever chose it
     */
    record UrlRefused(String detail) implements Reply {}

    /** There are {@link #ENDPOINTS_MAX} of them. */
    record TooMany() implements Reply {}

    /** The id is another endpoint's. */
    record IdTaken() implements Reply {}

    /** Notifications has no key under which to keep a secret. */
    record NoKey() implements Reply {}
  }
}
