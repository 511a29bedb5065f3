package mercat.contracts.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Address;

/**
 * Somebody who may sign in.
 *
 * @param emailVerified whether whoever registered has shown that the e-mail address is theirs
 * @param hasSecondFactor whether they sign in with a code as well
 * @param addresses as they were saved, oldest first
 */
public record Account(
    UUID id,
    Email email,
    boolean emailVerified,
    String name,
    Set<Role> roles,
    Instant createdAt,
    boolean hasSecondFactor,
    List<SavedAddress> addresses) {
  public Account {
    roles = Set.copyOf(roles);
    addresses = List.copyOf(addresses);
  }

  /** An address that an order may name. */
  public record SavedAddress(UUID id, Address address) {}
}
