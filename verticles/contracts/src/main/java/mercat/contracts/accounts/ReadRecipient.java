package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks accounts whom to write to. Only Mercat itself is answered, for the answer may hold a secret.
 *
 * @param purpose of the secret link that the mail is to hold, null for none
 */
public record ReadRecipient(UUID accountId, SecretLinks.@Nullable Purpose purpose)
    implements Request<ReadRecipient.Reply> {
  /** Somebody, or nobody any more. */
  public sealed interface Reply extends Message {
    /**
     * Whom to write to.
     *
     * @param emailVerified whether the name is that of whoever reads the address's mail
     * @param token of the latest link of the purpose; null where there is none that can be used
     */
    record Found(Email email, String name, boolean emailVerified, @Nullable Credential token)
        implements Reply {}

    record Unknown() implements Reply {}
  }
}
