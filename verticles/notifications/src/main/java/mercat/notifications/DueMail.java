package mercat.notifications;

import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.notifications.MailKind;
import mercat.platform.EnumText;
import org.jspecify.annotations.Nullable;

/**
 * A mail that is to be written.
 *
 * @param id of which its Message-ID is made
 * @param subject the account or the order that it is about
 * @param refunded null unless it tells of a refund
 * @param trace of the event that asked for it, where that is recorded; else empty
 * @param attempts so far, the one about to begin included
 */
record DueMail(
    UUID id, MailKind kind, UUID subject, @Nullable Money refunded, String trace, int attempts)
    implements Due {
  @Override
  public String what() {
    return EnumText.of(kind);
  }
}
