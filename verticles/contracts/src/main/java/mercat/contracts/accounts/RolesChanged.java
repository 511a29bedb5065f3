package mercat.contracts.accounts;

import java.util.Set;
import java.util.UUID;
import mercat.contracts.Event;

/** An account has these roles from now on. Its sessions were revoked. */
public record RolesChanged(UUID accountId, Set<Role> roles) implements Event {
  public RolesChanged {
    roles = Set.copyOf(roles);
  }
}
