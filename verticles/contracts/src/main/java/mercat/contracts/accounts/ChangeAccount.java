package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.Write;

/**
 * Changes what the caller is called.
 *
 * @param name at most 200 characters
 */
public record ChangeAccount(String name) implements Request<ChangeAccount.Reply>, Write {
  public ChangeAccount {
    name = Text.trimmed(name);
    Text.require("name", name, 200);
  }

  /** The account as it is now, or none. */
  public sealed interface Reply extends Message {
    record Changed(Account account) implements Reply {}

    record Unknown() implements Reply {}
  }
}
