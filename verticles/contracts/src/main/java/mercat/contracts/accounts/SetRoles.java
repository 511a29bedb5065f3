package mercat.contracts.accounts;

import java.util.Set;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/** Says which roles an account has, and ends its sessions, whose tokens name the roles before. */
public record SetRoles(UUID accountId, Set<Role> roles) implements Request<SetRoles.Reply>, Write {
  public SetRoles {
    roles = Set.copyOf(roles);
  }

  /** Set, or no such account. */
  public sealed interface Reply extends Message {
    record Changed(Account account) implements Reply {}

    record Unknown() implements Reply {}
  }
}
