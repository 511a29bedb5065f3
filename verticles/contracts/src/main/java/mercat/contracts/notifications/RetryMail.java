package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Asks notifications, on behalf of staff, to try again to send a mail that was given up or kept. A
 * repeat finds it waiting.
 */
public record RetryMail(UUID mailId) implements Request<RetryMail.Reply>, Write {
  /** Waiting, not to be sent, or unknown. */
  public sealed interface Reply extends Message {
    record Waiting(Mail mail) implements Reply {}

    /** It was sent, or dropped. */
    record Over(Mail mail) implements Reply {}

    /** No mail server is configured. */
    record NoServer() implements Reply {}

    record Unknown() implements Reply {}
  }
}
