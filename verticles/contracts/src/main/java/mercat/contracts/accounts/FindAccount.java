package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks, for staff, for the account of an e-mail address. */
public record FindAccount(Email email) implements Request<FindAccount.Reply> {
  /** The account, or none. */
  public sealed interface Reply extends Message {
    record Found(Account account) implements Reply {}

    record Unknown() implements Reply {}
  }
}
