package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Erases what is known of a person: the caller, or whom staff name who may. Contexts that keep
 * personal data hear of it by {@link AccountErased}.
 */
public record EraseAccount(UUID accountId) implements Request<EraseAccount.Reply>, Write {
  /** Erased, or no account that the caller may know of. */
  public sealed interface Reply extends Message {
    record Erased() implements Reply {}

    record Unknown() implements Reply {}
  }
}
