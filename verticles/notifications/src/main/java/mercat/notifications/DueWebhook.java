package mercat.notifications;

import java.util.List;
import java.util.UUID;

/**
 * A webhook that is to be sent.
 *
 * @param id its {@code webhook-id}
 * @param subject the order or the account that it is about
 * @param trace of the event that asked for it, where that is recorded; else empty
 * @param secrets sealed, by each of which it is signed
 */
record DueWebhook(
    UUID endpoint,
    UUID id,
    String type,
    UUID subject,
    String body,
    String trace,
    int attempts,
    String url,
    List<byte[]> secrets)
    implements Due {
  @Override
  public String what() {
    return type;
  }
}
