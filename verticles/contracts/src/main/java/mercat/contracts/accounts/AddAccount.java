package mercat.contracts.accounts;

import java.util.Set;
import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;
import mercat.contracts.Text;

/**
 * Adds, for staff, the account of somebody whose e-mail address they vouch for, with roles beside
 * that of a customer. Nobody gives roles whose scopes they do not hold.
 *
 * @param name how the person is to be called, at most 200 characters
 */
public record AddAccount(Email email, String name, Credential password, Set<Role> roles)
    implements Request<AddAccount.Reply>, OnceOnly {
  public AddAccount {
    name = Text.trimmed(name);
    Text.require("name", name, 200);
    roles = Set.copyOf(roles);
  }

  /** Added, or the e-mail address has an account. */
  public sealed interface Reply extends Message {
    record Added(Account account) implements Reply {}

    record EmailTaken() implements Reply {}
  }
}
