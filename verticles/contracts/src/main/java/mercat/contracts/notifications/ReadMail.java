package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/** Asks notifications, on behalf of staff, what a mail says; secret links in it are masked. */
public record ReadMail(UUID mailId) implements Request<ReadMail.Reply> {
  /** The mail, or none. */
  public sealed interface Reply extends Message {
    /**
     * The mail as it would be sent now.
     *
     * @param text null where nobody is left to write to, or nothing to say
     */
    record Found(Mail mail, @Nullable MailText text) implements Reply {}

    record Unknown() implements Reply {}
  }
}
