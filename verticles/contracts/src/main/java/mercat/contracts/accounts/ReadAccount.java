package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks for an account: the caller's own, or any when staff ask who may. */
public record ReadAccount(UUID accountId) implements Request<ReadAccount.Reply> {
  /** The account, or nothing that the caller may know of. */
  public sealed interface Reply extends Message {
    record Found(Account account) implements Reply {}

    record Unknown() implements Reply {}
  }
}
