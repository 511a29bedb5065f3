package mercat.contracts.notifications;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Page;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks notifications, on behalf of staff, for mails, the latest first.
 *
 * @param state null for any
 * @param subjectId the account or the order that they are about, null for any
 * @param before the last id of the page before, null for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 */
public record ListMails(
    @Nullable MailState state, @Nullable UUID subjectId, @Nullable UUID before, int limit)
    implements Request<ListMails.Listed> {
  public ListMails {
    Page.requireLimit(limit);
  }

  /** One page; {@code more} tells whether another follows. */
  public record Listed(List<Mail> mails, boolean more) implements Message {
    public Listed {
      mails = List.copyOf(mails);
    }
  }
}
