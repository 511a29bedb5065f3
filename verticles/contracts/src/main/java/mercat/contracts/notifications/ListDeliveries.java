package mercat.contracts.notifications;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Page;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks notifications, on behalf of staff, what an endpoint of webhooks was told or is to be told,
 * the latest first.
 *
 * @param state null for any
 * @param before the last id of the page before, null for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 */
public record ListDeliveries(
    UUID endpointId, @Nullable DeliveryState state, @Nullable UUID before, int limit)
    implements Request<ListDeliveries.Reply> {
  public ListDeliveries {
    Page.requireLimit(limit);
  }

  /** One page, or an endpoint that is unknown. */
  public sealed interface Reply extends Message {
    /** One page; {@code more} tells whether another follows. */
    record Found(List<WebhookDelivery> deliveries, boolean more) implements Reply {
      public Found {
        deliveries = List.copyOf(deliveries);
      }
    }

    record Unknown() implements Reply {}
  }
}
